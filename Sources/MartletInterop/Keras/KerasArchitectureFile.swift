#if Archives
    import MartletCodecs
    import MartletNumerics

    /// A file of what `to_json` of Keras's gave: a model without its numbers.
    struct KerasArchitectureFile {
        let model: JSON
        /// Such as `2.4.0`; nil where the file doesn't say, as Keras 3's don't.
        let version: String?

        /// - Throws: `FileError`, `KerasError`.
        init(_ path: String) throws {
            if let kind = try FileKind(path: path), kind != .json {
                throw KerasError(path, "\(kind); as the architecture, give what model.to_json() wrote")
            }
            let bytes = try FileReader.contents(of: path, limit: KerasFile.mostJSON)
            let json = try KerasFile.json(bytes, path, "it")
            // Written by json.dump(model.to_json(), file), it is JSON in a string of JSON.
            model = try json.string.map { try KerasFile.json(Array($0.utf8), path, "the string in it") } ?? json
            // Keras 3 writes modules in place of its version.
            version = model["keras_version"]?.string ?? (model["module"] == nil ? nil : "3.")
        }
    }
#endif
