import Martlet

/// A model read from a file, with its notes.
struct LoadedModel {
    let path: String
    let model: Model
    let notes: ModelNotes

    /// - Throws: `FileError`, `SafetensorsError`, `ModelFileError`, `BadData`.
    init(_ path: String, precision: Precision = .float32) throws {
        self.path = path
        var model = try ModelFormat.readMartlet(path) { try Model(contentsOf: $0) }
        model.precision = precision
        self.model = model
        notes = try ModelNotes(model, path: path)
    }
}
