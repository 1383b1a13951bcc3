import Martlet

/// A model read from a file, with its notes.
struct LoadedModel {
    let path: String
    let model: Model
    let notes: ModelNotes

    /// - Throws: `FileError`, `SafetensorsError`, `ModelFileError`, `BadData`.
    init(_ path: String, precision: Precision = .float32) throws {
        self.path = path
        try requireMartletFile(path)
        var model = try Model(contentsOf: path)
        model.precision = precision
        self.model = model
        notes = try ModelNotes(model, path: path)
    }
}

/// Throws `BadData` for what is named as Keras's files are.
func requireMartletFile(_ path: String) throws {
    guard !path.hasSuffix(".keras"), !path.hasSuffix(".h5"), !path.hasSuffix(".hdf5") else {
        throw BadData(
            "'\(path)' is named as Keras's files are; make one of Martlet's of it: "
                + "martlet convert \(path) model.safetensors")
    }
}
