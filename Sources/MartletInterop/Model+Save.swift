public import MartletNN

extension Model {
    /// Writes the model in the format that the path's ending says, as Keras does: `.safetensors` by `save(to:)`, or `.keras`
    /// by `save(keras:)`, which needs the trait `Archives`.
    ///
    /// - Throws: `ModelFileError` for another ending; what the two throw.
    public func save(_ path: String) throws {
        switch ModelFormat(path) {
        case .martlet?: try save(to: path)
        case .keras?:
            #if Archives
                try save(keras: path)
            #else
                throw ModelFileError(
                    path, .unsupported,
                    "build Martlet with the trait Archives, which writes .keras, or name the file .safetensors")
            #endif
        case let other:
            throw ModelFileError(
                path, .unsupported, other?.advice ?? "its ending says no format; name it .safetensors or .keras")
        }
    }
}
