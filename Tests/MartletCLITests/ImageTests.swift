#if Images
    import Foundation
    import MartletCodecs
    import MartletNumerics
    import Testing

    /// `train`, `evaluate` and `predict` on folders of images.
    struct ImageTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func write(_ count: Int, to path: String) throws -> String { try folder.images(count, in: path) }

        private func train(_ data: String, _ options: String..., threads: Int? = nil) throws -> Martlet {
            try Martlet(
                list: [
                    "train", "--data", data, "--filters", "4", "--hidden", "8", "--epochs", "12", "--learning-rate",
                    "0.01", "--json",
                ]
                    + options, threads: threads)
        }

        @Test func foldersAreLearned() throws {
            let data = try write(30, to: "images")
            let model = folder.path("m.safetensors")
            let json = try train(data, "--validation-split", "0.25", "--save", model).json()
            #expect(json["test"]?["accuracy"]?.double == 1)
            #expect(json["validation"]?["accuracy"]?.double == 1)
            #expect(json["broken_files"] == [])
            // 4 filters of 3 × 3 × 3; 6 × 5 places of 4 → 8 → 2.
            #expect(json["parameters"]?.integer == 4 * 27 + 4 + 120 * 8 + 8 + 8 * 2 + 2)
            // 48 of 60 aren't for testing, 36 of them are learned.
            #expect(json["steps"]?.integer == 12 * 2)

            let evaluation = try Martlet("evaluate", model, "--json").json()
            #expect(evaluation["part"] == "test" && evaluation["rows"]?.integer == 12)
            #expect(evaluation["loss"] == json["test"]?["loss"])

            let one = try Martlet("predict", model, "--input", "\(data)/steep/2.png", "--json").json()
            #expect(one["classes"] == ["steep"] && one["class_names"] == ["flat", "steep"])
            #expect(one["files"] == .array([.string("\(data)/steep/2.png")]) && one["rows"]?.integer == 1)
            let all = try Martlet("predict", model, "--input", data, "--json").json()
            let files: [String] = try #require(all["files"]).decode()
            let classes: [String] = try #require(all["classes"]).decode()
            #expect(files.count == 60)
            for (file, name) in zip(files, classes) { #expect(file.contains("/\(name)/")) }
            let text = try Martlet("predict", model, "--input", "\(data)/flat").output.split(separator: "\n")
            #expect(text.count == 31 && text[0].split(separator: " ") == ["File", "Class", "Probability"])
        }

        @Test func sizesAndColoursAreKeptWithTheModel() throws {
            let data = try write(8, to: "images")
            let model = folder.path("m.safetensors")
            let options = ["--image-size", "6x4", "--color-mode", "grayscale", "--interpolation", "pillow_box"]
            let run = try Martlet(
                list: [
                    "train", "--data", data, "--filters", "2,3", "--hidden", "none", "--epochs", "1", "--save", model,
                    "--json",
                ]
                    + options)
            // 6 × 4 → 3 × 2 → 2 × 1.
            let parameters = try run.json()["parameters"]?.integer
            #expect(parameters == (2 * 9 + 2) + (3 * 2 * 9 + 3) + 2 * 1 * 3 * 2 + 2)
            let notes = try Martlet("inspect", model, "--json").json()["metadata"]
            #expect(notes?["images"]?["imageSize"] == [6, 4] && notes?["images"]?["colorMode"] == "grayscale")
            #expect(try Martlet("predict", model, "--input", "\(data)/flat/0.png").status == 0)
        }

        @Test func testImagesMayHaveTheirOwnFolder() throws {
            _ = try write(16, to: "split/train")
            _ = try write(5, to: "split/test")
            let model = folder.path("m.safetensors")
            let json = try train(folder.path("split"), "--save", model).json()
            #expect(json["steps"]?.integer == 12 * 1)
            #expect(try Martlet("evaluate", model, "--json").json()["rows"]?.integer == 10)
            let part = try Martlet("evaluate", model, "--part", "train", "--json").json()
            #expect(part["rows"]?.integer == 32)
            let other = try Martlet("evaluate", model, "--data", folder.path("split/test"), "--json").json()
            #expect(other["part"] == "all" && other["rows"]?.integer == 10)
        }

        @Test func sameSeedGivesSameBytes() throws {
            let data = try write(10, to: "images")
            for (name, threads) in [("a", 1), ("b", 2)] {
                let run = try train(
                    data, "--dropout", "0.2", "--seed", "5", "--save", folder.path(name), threads: threads)
                #expect(run.status == 0, "\(run.errors)")
            }
            #expect(try folder.bytes("a") == folder.bytes("b"))
        }

        @Test func brokenFilesAreLeftOut() throws {
            let data = try write(10, to: "images")
            let bad = "\(data)/flat/0.png"
            try Data(contentsOf: URL(fileURLWithPath: bad)).dropLast(30).write(to: URL(fileURLWithPath: bad))
            let run = try train(data)
            #expect(try JSON(parsing: run.output)["broken_files"] == .array([.string(bad)]))
            let warnings = run.errors.split(separator: "\n").filter {
                $0.hasPrefix("warning: left out image '\(bad)': truncated PNG")
            }
            #expect(warnings.count == 1)
        }

        @Test func mistakesAreExplained() throws {
            let data = try write(4, to: "images")
            func expect(_ arguments: String..., status: Int32, _ part: String) throws {
                let run = try Martlet(list: arguments)
                #expect(run.status == status && run.errors.contains(part), "\(run.status) \(run.errors)")
            }
            try expect("train", "--data", "\(data)/flat", status: 65, "holds images, but no class")
            try expect("train", "--data", data, "--image-size", "0", status: 64, "a side from 1 to 8192")
            try expect("train", "--data", data, "--color-mode", "cmyk", status: 64, "grayscale, rgb or rgba")
            try expect("train", "--data", data, "--interpolation", "cubic", status: 64, "bilinear, bicubic")
            try expect("train", "--data", "iris", "--filters", "4", status: 64, "--filters: for images only")
            try expect("train", "--data", data, "--label", "x", status: 64, "are for CSV files")
            let model = folder.path("m.safetensors")
            #expect(try train(data, "--save", model).status == 0)
            try expect("predict", model, "--input", folder.path("none.jpg"), status: 65, "a file that exists")
            let text = try folder.write("no image", "x.jpg")
            try expect("predict", model, "--input", text, status: 65, "begins like no image")
            try FileManager.default.moveItem(atPath: "\(data)/steep", toPath: "\(data)/hollow")
            try expect(
                "evaluate", model, "--part", "all", status: 65, "the class 'hollow' is not one of 'flat', 'steep'")
        }
    }
#endif
