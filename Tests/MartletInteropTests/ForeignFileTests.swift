#if Archives
    import MartletCodecs
    import MartletInterop
    import MartletNN
    import MartletTestSupport
    import Testing

    /// Files that people give for models: each is called what it is.
    struct ForeignFileTests {
        private let folder = TemporaryFolder()

        @Test(
            arguments: [
                ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git lfs pull"),
                ("\n <!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
                ("<HTML>", "web page"), ("", "empty"), ("\u{1C}\0\0\0TFL3\0\0", "TensorFlow Lite"),
                ("\u{8}\u{8}\u{12}\u{7}pytorch\u{1A}\u{5}2.1.0", "ONNX"),
                ("\u{8}\u{1}\u{12}\u{40}", "SavedModel"), ("\u{2}\0\0\0\0\0\0\0{}", ".safetensors"),
            ] as [(String, String)])
        func namesTexts(contents: String, reason: String) throws { try expect(Array(contents.utf8), reason) }

        @Test(
            arguments: [
                ([0x80, 0x04, 0x95, 0, 0], "pickle"),
                ([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46], "PyTorch"),
            ] as [([UInt8], String)])
        func namesBytes(contents: [UInt8], reason: String) throws { try expect(contents, reason) }

        @Test(arguments: [("model/saved_model.pb", "SavedModel"), ("archive/data.pkl", "PyTorch")])
        func namesArchives(member: String, reason: String) throws {
            try ArchiveWriter.write([(member, [1, 2, 3])], to: folder["a.keras"])
            let error = #expect(throws: KerasError.self) { _ = try Model(keras: folder["a.keras"]) }
            #expect(error?.problems.first?.contains(reason) == true)
        }

        private func expect(_ contents: [UInt8], _ reason: String) throws {
            for name in ["a.h5", "a.keras"] {
                try AtomicFile.write(contents, to: folder[name])
                let error = #expect(throws: KerasError.self) { _ = try Model(keras: folder[name]) }
                #expect(error?.problems.first?.contains(reason) == true, "\(error?.description ?? "")")
            }
        }
    }
#endif
