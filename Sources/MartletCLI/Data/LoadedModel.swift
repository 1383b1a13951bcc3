import Martlet

/// A model read from a file, with its notes.
struct LoadedModel {
    let path: String
    let model: Model
    let notes: ModelNotes

    /// - Throws: `FileError`, `SafetensorsError`, `ModelFileError`, `BadData`.
    init(_ path: String) throws {
        self.path = path
        model = try Model(contentsOf: path)
        notes = try ModelNotes(model, path: path)
    }
}
