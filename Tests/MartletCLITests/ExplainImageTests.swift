#if Images
    import Foundation
    import MartletCodecs
    import MartletNumerics
    import Testing

    /// `explain --input`: where a model finds in a photo what it says.
    struct ExplainImageTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func trained() throws -> (model: String, photo: String) {
            let (data, model) = (try folder.images(6, in: "images"), folder.path("m.safetensors"))
            let run = try Martlet(
                "train", "--data", data, "--filters", "4", "--hidden", "8", "--epochs", "2", "--seed", "1", "--save",
                model, "--json")
            #expect(run.status == 0, "\(run.errors)")
            return (model, "\(data)/steep/2.png")
        }

        @Test func photosAreExplained() throws {
            let (model, photo) = try trained()
            for method in ["grad-cam", "occlusion"] {
                let svg = folder.path("\(method).svg")
                let run = try Martlet(
                    "explain", model, "--input", photo, "--method", method, "--class", "steep", "--output", svg,
                    "--theme", "dark", "--json")
                let json = try run.json()
                #expect(json["class"] == "steep" && json["method"] == .string(method) && run.errors.isEmpty)
                let map = try #require(json["map"]?.array)
                #expect(map.count == 12 && map.allSatisfy { $0.array?.count == 10 })
                #expect(map.allSatisfy { $0.array!.allSatisfy { $0.double?.isFinite == true } })
                let drawn = try String(contentsOfFile: svg, encoding: .utf8)
                #expect(drawn.contains("data:image/png;base64,") && drawn.contains("#16181d"))
            }
            let predicted = try Martlet("predict", model, "--input", photo, "--json").json()["classes"]?[0]
            let text = try Martlet("explain", model, "--input", photo, "--output", folder.path("map.json"))
            #expect(text.status == 0 && text.output.contains(" is \(predicted?.string ?? "?"),"))
            // Ten columns of letters, which are twice as high as wide.
            #expect(text.output.split(separator: "\n").dropFirst().map(\.count) == [10, 10, 10, 10, 10, 10])
            let saved = try JSON(parsing: String(contentsOfFile: folder.path("map.json"), encoding: .utf8))
            #expect(saved["class"] == predicted)
        }

        /// A photo is shown in its own size, whatever the network takes, under a map that says how strong it is.
        @Test func photosKeepTheirSize() throws {
            let (model, _) = try trained()
            let (photo, svg) = (folder.path("large.png"), folder.path("large.svg"))
            let pixels = [UInt8](repeating: 100, count: 36 * 50 * 3)
            try Image.write(Tensor(pixels).reshaped([36, 50, 3]), to: photo, quality: 95)
            let run = try Martlet("explain", model, "--input", photo, "--layer", "conv2d", "--output", svg, "--json")
            #expect(run.status == 0, "\(run.errors)")
            let json = try run.json()
            #expect(json["layer"] == "conv2d" && json["map"]?.array?.count == 12)
            let drawn = try String(contentsOfFile: svg, encoding: .utf8)
            // After its start and the length and name of its first chunk a PNG file has its width and height.
            let start = try #require(drawn.range(of: "base64,"))
            let bytes = Array(try #require(Data(base64Encoded: String(drawn[start.upperBound...].prefix(32)))))
            #expect(bytes[16..<24].elementsEqual([0, 0, 0, 50, 0, 0, 0, 36]))
            let unknown = try Martlet("explain", model, "--input", photo, "--layer", "attention")
            #expect(unknown.status == 64, "\(unknown.errors)")
            #expect(unknown.errors.contains("--layer 'attention' gives no feature maps: give one of"))
        }

        @Test func mistakes() throws {
            let (model, photo) = try trained()
            let (digits, _) = try folder.train("iris")
            let cases: [([String], Int32)] = [
                ([model, "--input", photo, "--class", "round"], 64),
                ([model, "--input", photo, "--method", "lime"], 64),
                ([model, "--input", photo, "--method", "occlusion", "--layer", "conv2d"], 64),
                ([model, "--input", photo, "--output", folder.path("a.csv")], 65), ([digits, "--input", photo], 65),
                ([model, "--input", folder.path("none.png")], 65), ([model, "--input", photo, "--output", photo], 64),
            ]
            for (arguments, status) in cases {
                let run = try Martlet(list: ["explain"] + arguments)
                #expect(run.status == status && !run.errors.isEmpty, "\(arguments): \(run.status), \(run.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path("a.csv")))
        }
    }
#endif
