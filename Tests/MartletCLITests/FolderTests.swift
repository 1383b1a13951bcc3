#if Images
    import Foundation
    import MartletCodecs
    import Testing

    /// Folders of images as people have them: parts, odd names, links, broken files.
    struct FolderTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func train(_ data: String, _ options: String...) throws -> JSON {
            let run = try Martlet(
                list: [
                    "train", "--data", data, "--filters", "2", "--hidden", "none", "--epochs", "1", "--save",
                    folder.path("m"), "--json",
                ] + options)
            #expect(run.status == 0, "\(run.errors)")
            return try JSON(parsing: run.output)
        }

        private func evaluate(_ options: String...) throws -> JSON {
            let run = try Martlet(list: ["evaluate", folder.path("m"), "--json"] + options)
            #expect(run.status == 0, "\(run.errors)")
            return try JSON(parsing: run.output)
        }

        private func classNames() throws -> [String] {
            let notes = try #require(try Martlet("inspect", folder.path("m"), "--json").json()["metadata"])
            return try #require(notes["classes"]).decode()
        }

        private func remarks(_ json: JSON) throws -> String {
            let remarks: [String] = try #require(json["remarks"]).decode()
            return remarks.joined(separator: "\n")
        }

        private func move(_ from: String, _ to: String) throws {
            try FileManager.default.moveItem(atPath: folder.path(from), toPath: folder.path(to))
        }

        @Test func partsMayBeCapitalsAndOthersAreNamed() throws {
            _ = try folder.images(8, in: "data/Train")
            _ = try folder.images(3, in: "data/Val")
            _ = try folder.images(2, in: "data/TEST")
            _ = try folder.images(1, in: "data/extra")
            _ = try folder.write("about", "data/readme.txt")
            let json = try train(folder.path("data"))
            #expect(try classNames() == ["flat", "steep"])
            // 16 in one step of 32; none of them is kept for the test.
            #expect(json["steps"] == 1 && json["validation"] != .null && json["test"] != .null)
            let remarks = try remarks(json)
            #expect(remarks.contains("a folder isn't used: '\(folder.path("data"))/extra'"), "\(remarks)")
            #expect(
                remarks.contains("a file isn't used, as it is no image of a class: '\(folder.path("data"))/readme.txt'")
            )
            #expect(try evaluate()["rows"] == 4)
            #expect(try evaluate("--part", "all")["rows"] == 26)
            let text = try Martlet(
                "train", "--data", folder.path("data"), "--filters", "2", "--hidden", "none", "--epochs", "1")
            #expect(text.output.contains("/extra'"))
        }

        /// A class may be called `train`.
        @Test func aClassCalledTrainSwallowsNoOther() throws {
            _ = try folder.images(4, in: "data/train")
            for name in ["bus", "car"] {
                _ = try folder.images(4, in: "other")
                try FileManager.default.createDirectory(
                    atPath: folder.path("data"), withIntermediateDirectories: true)
                try move("other/flat", "data/\(name)")
                try FileManager.default.removeItem(atPath: folder.path("other"))
            }
            _ = try train(folder.path("data"))
            #expect(try classNames() == ["bus", "car", "train"])
        }

        @Test func namesAreBytesAndSpellingsOne() throws {
            let data = try folder.images(4, in: "data")
            // "café" composed and decomposed, and one in Latin-1.
            try move("data/flat", "data/caf\u{E9}")
            _ = try folder.images(4, in: "more")
            try move("more/flat", "data/cafe\u{301}")
            let latin = Array(folder.path("data/caf").utf8) + [0xE9, 0]
            let renamed = latin.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer {
                rename(folder.path("more/steep"), $0.baseAddress!)
            }
            #expect(renamed == 0)
            let json = try train(data, "--test-fraction", "0")
            #expect(try classNames() == ["caf\u{E9}", "caf\\xE9", "steep"])
            #expect(json["broken_files"] == [])
            #expect(try evaluate("--part", "all")["rows"] == 16)
            let run = try Martlet("predict", folder.path("m"), "--input", data, "--json").json()
            #expect(run["rows"] == 16)
            let files: [String] = try #require(run["files"]).decode()
            #expect(files.filter { $0.contains("/caf\\xE9/") }.count == 4)
        }

        @Test func oneClassIsEnoughToJudge() throws {
            let data = try folder.images(6, in: "data")
            _ = try train(data)
            try FileManager.default.createDirectory(atPath: folder.path("one"), withIntermediateDirectories: true)
            try move("data/flat", "one/flat")
            #expect(try evaluate("--data", folder.path("one"))["rows"] == 6)
            let alone = try Martlet("train", "--data", folder.path("one"))
            #expect(alone.status == 65 && alone.errors.contains("it holds one class, 'flat'"), "\(alone.errors)")
        }

        @Test func linksLeadToImagesOnce() throws {
            let data = try folder.images(4, in: "data")
            _ = try folder.images(3, in: "elsewhere")
            let manager = FileManager.default
            try manager.createSymbolicLink(
                atPath: "\(data)/flat/more", withDestinationPath: folder.path("elsewhere/flat"))
            try manager.createSymbolicLink(atPath: "\(data)/flat/round", withDestinationPath: "\(data)/flat")
            try manager.createDirectory(atPath: "\(data)/.cache", withIntermediateDirectories: true)
            let json = try train(data)
            #expect(try evaluate("--part", "all")["rows"] == 11)
            let remarks = try remarks(json)
            #expect(remarks.contains("flat/round'") && remarks.contains("/.cache'"), "\(remarks)")
        }

        @Test func brokenImagesAreLeftOutEverywhere() throws {
            let data = try folder.images(6, in: "data")
            _ = try train(data)
            let bad = "\(data)/flat/2.png"
            try Data("no image".utf8).write(to: URL(fileURLWithPath: bad))
            let all = try Martlet("predict", folder.path("m"), "--input", data, "--json")
            let json = try JSON(parsing: all.output)
            #expect(all.status == 0 && json["rows"] == 11 && json["files"]?.array?.count == 11)
            #expect(json["classes"]?.array?.count == 11 && json["probabilities"]?.array?.count == 11)
            #expect(json["broken_files"] == .array([.string(bad)]) && all.errors.contains(bad))
            let text = try Martlet("predict", folder.path("m"), "--input", data)
            #expect(
                text.status == 0 && text.output.contains("1 image can't be read and was left out"), "\(text.output)")
            let judged = try evaluate("--data", data, "--part", "all")
            #expect(judged["rows"] == 11 && judged["broken_files"] == .array([.string(bad)]))
            // One that was asked for by name is an error.
            let one = try Martlet("predict", folder.path("m"), "--input", bad)
            #expect(one.status == 65 && one.output.isEmpty && one.errors.contains("begins like no image"))
        }
    }
#endif
