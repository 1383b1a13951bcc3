import MartletRL
import Testing

@Suite struct RenderingTests {
    @Test(arguments: EnvironmentSpec.all.map(\.id))
    func everyNativeEnvironmentCanBeSeen(id: String) throws {
        var environment = try AnyEnvironment(id: id)
        _ = try environment.reset(seed: 2)
        let before = try #require(environment.frame)
        for action in [0, 1, 1] { _ = try environment.step(action) }
        let after = try #require(environment.frame)
        #expect(before.width == after.width && before.height == after.height)
        let text = after.terminalFrame(columns: 40)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= 40 })
        #expect(text.contains { $0 > "\u{2800}" && $0 <= "\u{28FF}" })
    }

    /// The cart stands in the middle of its track, the pole upon it.
    @Test func cartPole() throws {
        let text = try #require(CartPole().frame).terminalFrame(columns: 24)
        #expect(
            text == """



                           ⢰⡆
                           ⢸⡇
                ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⣼⣧⣄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
                ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠙⠛⠛⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉

                """)
    }

    @Test func lightMarksWipeDarkOnesOut() {
        let dark = Frame.Mark.rectangle(corner: Frame.Point(0, 0), width: 80, height: 80, .black)
        let light = Frame.Mark.circle(center: Frame.Point(40, 40), radius: 200, .white)
        #expect(Frame(width: 80, height: 80, marks: [dark]).terminalFrame().contains("⣿"))
        let empty = Frame(width: 80, height: 80, marks: [dark, light]).terminalFrame()
        #expect(!empty.contains { !$0.isWhitespace })
        let label = Frame.Mark.text("Hi", center: Frame.Point(40, 40), size: 10, .black)
        #expect(Frame(width: 80, height: 80, marks: [dark, label]).terminalFrame().contains("Hi"))
    }

    /// No numbers may trap.
    @Test func strangeNumbersAreDrawn() throws {
        let numbers: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300, -5, 0]
        var marks: [Frame.Mark] = []
        for a in numbers {
            let point = Frame.Point(a, a)
            for b in numbers {
                marks += [
                    .line(from: point, to: Frame.Point(b, a), width: b, .black),
                    .circle(center: point, radius: b, .black),
                    .rectangle(corner: point, width: b, height: a, .white), .text("x", center: point, size: b, .black),
                ]
            }
        }
        for size in numbers + [100] {
            let frame = Frame(width: size, height: 50, marks: marks)
            _ = frame.terminalFrame(columns: .max)
            _ = frame.terminalFrame(columns: .min)
            let svg = try AnimatedSVG([frame, frame]).description
            #expect(!svg.contains("\"nan") && !svg.contains("\"inf") && !svg.contains("\"-inf"))
        }
    }

    @Test func animationsHoldWhatChangesOnly() throws {
        let still = Frame.Mark.rectangle(corner: Frame.Point(0, 0), width: 8, height: 2.5, .white)
        func frame(_ x: Double, _ text: String, _ extra: [Frame.Mark] = []) -> Frame {
            let marks: [Frame.Mark] = [
                still, .circle(center: Frame.Point(x, 1), radius: 1, .black),
                .text(text, center: Frame.Point(1, 1), size: 2, .black),
            ]
            return Frame(width: 8, height: 4, marks: marks + extra)
        }
        let svg = try AnimatedSVG(
            [frame(1, "a<b"), frame(2, "a<b"), frame(3.125, "c", [still])], framesPerSecond: 2
        ).description
        #expect(
            svg == """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4" width="8" height="4">
                <rect width="100%" height="100%" fill="#ffffff"/>
                <rect x="0" y="0" width="8" height="2.5" fill="#ffffff"/>
                <circle cx="1" cy="1" r="1" fill="#000000"><animate attributeName="cx" values="1;2;3.13" \
                calcMode="discrete" dur="1.5s" repeatCount="indefinite"/></circle>
                <text x="1" y="1" font-size="2" fill="#000000" text-anchor="middle" dominant-baseline="central" \
                font-family="sans-serif">a&lt;b<animate attributeName="visibility" values="visible;visible;hidden" \
                calcMode="discrete" dur="1.5s" repeatCount="indefinite"/></text>
                <text x="1" y="1" font-size="2" fill="#000000" text-anchor="middle" dominant-baseline="central" \
                font-family="sans-serif">c<animate attributeName="visibility" values="hidden;hidden;visible" \
                calcMode="discrete" dur="1.5s" repeatCount="indefinite"/></text>
                <rect x="0" y="0" width="8" height="2.5" fill="#ffffff"><animate attributeName="visibility" \
                values="hidden;hidden;visible" calcMode="discrete" dur="1.5s" repeatCount="indefinite"/></rect>
                </svg>

                """)
    }

    @Test func longAnimationsSayWhenThingsChange() throws {
        let frames = (0..<10).map { i in
            Frame(width: 1, height: 1, marks: [.circle(center: Frame.Point(i < 7 ? 0 : 1, 0), radius: 1, .black)])
        }
        #expect(try AnimatedSVG(frames).description.contains(#"attributeName="cx" values="0;1" keyTimes="0;0.7""#))
    }

    @Test func badArgumentsThrow() {
        let frame = Frame(width: 1, height: 1)
        #expect(throws: EnvironmentError.self) { try AnimatedSVG([]) }
        for speed in [0, -1, .nan, .infinity] {
            #expect(throws: EnvironmentError.self) { try AnimatedSVG([frame], framesPerSecond: speed) }
        }
    }
}
