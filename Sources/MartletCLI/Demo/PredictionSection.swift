import Martlet

/// Times one prediction.
struct PredictionSection: DemoSection {
    let name = "predict"
    let title = "Read one digit"

    private static let repetitions = 10_000

    func run(_ stage: inout DemoStage) throws -> JSON {
        let one = try stage.test.examples([0])
        let model = stage.run.model
        var output = try model.predict(one.features)
        var times: [UInt64] = []
        for _ in 0..<Self.repetitions {
            let start = nanoseconds()
            output = try model.predict(one.features)
            times.append(nanoseconds() - start)
        }
        let median = Double(times.sorted()[times.count / 2]) * 1e-3
        let probabilities = output.array(of: Double.self)
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        let truth = one.classNames[one.labels.array(of: Int.self)[0]]
        let said = one.classNames[best]
        stage.draw(Self.drawing(one.features.array(of: Int.self)))
        stage.say("   It says \(said) (\(probabilities[best].percent)); it is a \(truth)")
        stage.say("   One prediction takes \(median.short) µs (median of \(grouped(Self.repetitions)))")
        let bars = BarChart(
            y: "probability", categories: one.classNames, series: [.init("", probabilities)])
        stage.show(bars.svg, "What it takes the digit for")
        return [
            "class": .string(said), "label": .string(truth), "probability": .double(probabilities[best]),
            "microseconds": .double(median),
        ]
    }

    /// Pixels from 0 to 16 as blocks, twice as wide as high like letters.
    private static func drawing(_ pixels: [Int]) -> [String] {
        let shades = ["  ", "░░", "▒▒", "▓▓", "██"]
        return stride(from: 0, to: pixels.count, by: Digits.imageShape[1]).map { start in
            pixels[start..<start + Digits.imageShape[1]].map { shades[min(4, ($0 + 3) / 4)] }.joined()
        }
    }
}
