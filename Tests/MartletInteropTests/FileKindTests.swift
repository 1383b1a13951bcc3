#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletTestSupport
    import Testing

    /// Files that people give for models: each is called what it is.
    struct FileKindTests {
        private let folder = TemporaryFolder()

        @Test(
            arguments: [
                ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git lfs pull"),
                ("\n <!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
                ("<HTML>", "web page"), ("", "empty"), ("\u{1C}\0\0\0TFL3\0\0", "TensorFlow Lite"),
                ("\u{8}\u{8}\u{12}\u{7}pytorch\u{1A}\u{5}2.1.0", "ONNX"),
                ("\u{8}\u{1}\u{12}\u{40}", "SavedModel"), ("{\n  \"class_name\": 1}", "architecture"),
                ("GIF89a", "image"),
            ] as [(String, String)])
        func namesTexts(contents: String, reason: String) throws { try expect(Array(contents.utf8), reason) }

        @Test(
            arguments: [
                ([0x80, 0x04, 0x95, 0, 0], "pickle"),
                ([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46], "PyTorch"), ([0x1F, 0x8B, 8, 0], "gunzip"),
                ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0], "NumPy"), ([0x89, 0x50, 0x4E, 0x47], "image"),
                ([0xFF, 0xD8, 0xFF, 0xE0], "image"), ([UInt8](repeating: 65, count: 257) + "ustar".utf8, "tar xf"),
            ] as [([UInt8], String)])
        func namesBytes(contents: [UInt8], reason: String) throws { try expect(contents, reason) }

        @Test(arguments: [("model/saved_model.pb", "SavedModel"), ("archive/data.pkl", "PyTorch"), ("x.npy", "NumPy")])
        func namesArchives(member: String, reason: String) throws {
            try ArchiveWriter.write([(member, [1, 2, 3])], to: folder["a.keras"])
            let error = #expect(throws: KerasError.self) { _ = try Model(contentsOf: folder["a.keras"]) }
            #expect(error?.problems.first?.contains(reason) == true)
        }

        /// What a file holds says what it is, whatever its name.
        @Test func opensByContent() throws {
            let golden = try KerasGoldenFiles.named("keras3_sequential.keras")
            let model = try Model(contentsOf: golden.path)
            golden.check(try model.predict(inputs: golden.inputs))
            #expect(model.origin?.location == golden.path)
            try model.save(to: folder["a.safetensors"])
            try AtomicFile.write(
                FileReader.contents(of: folder["a.safetensors"], limit: 1 << 20), to: folder["a.h5"])
            #expect(
                try Model(contentsOf: folder["a.h5"]).predict(inputs: golden.inputs)
                    == model.predict(inputs: golden.inputs))
            try AtomicFile.write(
                FileReader.contents(of: KerasGoldenFiles.folder + "keras2_functional.h5", limit: 1 << 20),
                to: folder["b.safetensors"])
            #expect(try Model(contentsOf: folder["b.safetensors"]).graph.outputs.count == 3)
            let safetensors = #expect(throws: KerasError.self) { _ = try Model(keras: folder["a.h5"]) }
            #expect(safetensors?.problems.first?.contains("safetensors file") == true)
            try AtomicFile.write("weights", to: folder["c.h5"])
            #expect(throws: SafetensorsError.self) { _ = try Model(contentsOf: folder["c.h5"]) }
        }

        /// A name that says another format than a file would have is refused, and the path alone chooses the format.
        @Test func namesSayTheFormat() throws {
            let model = try Model(contentsOf: KerasGoldenFiles.named("keras3_sequential.keras").path)
            for name in ["a.safetensors", "a.h5", "a.weights.h5"] {
                #expect(throws: KerasError.self) { try model.save(keras: folder[name]) }
            }
            for name in ["a.keras", "a.h5", "a.weights.h5"] {
                #expect(throws: ModelFileError.self) { try model.save(to: folder[name]) }
            }
            for name in ["a.keras", "a.safetensors"] {
                #expect(throws: KerasError.self) { try model.saveWeights(keras: folder[name]) }
            }
            for name in ["a.h5", "a.weights.h5", "a", "a.onnx"] {
                #expect(throws: ModelFileError.self) { try model.save(folder[name]) }
            }
            let said = #expect(throws: KerasError.self) { try model.save(keras: "a.safetensors") }
            #expect(said?.description.contains("save(to:) writes .safetensors") == true)
            try model.save(folder["b.keras"])
            try model.save(folder["b.safetensors"])
            #expect(try FileKind(path: folder["b.keras"]) == .zip)
            #expect(try FileKind(path: folder["b.safetensors"]) == .safetensors)
        }

        private func expect(_ contents: [UInt8], _ reason: String) throws {
            for name in ["a.h5", "a.keras"] {
                try AtomicFile.write(contents, to: folder[name])
                let error = #expect(throws: KerasError.self) { _ = try Model(keras: folder[name]) }
                #expect(error?.problems.first?.contains(reason) == true, "\(error?.description ?? "")")
                let other = #expect(throws: ModelFileError.self) { _ = try Model(contentsOf: folder[name]) }
                #expect(other?.kind == .notAModel && other?.message.contains(reason) == true)
            }
        }
    }
#endif
