import MartletCodecs
public import MartletNN

extension Model {
    /// Reads a model from a file: one that `save` or a `ModelCheckpoint` wrote, or one of Keras's, `.keras` or `.h5`. What
    /// the file holds says which it is, whatever its name.
    ///
    /// A file of Martlet's is checked as a whole, so that one that is damaged or made with ill intent throws. One of Keras's
    /// is read as by `init(keras:architecture:inputs:)`, to which the other arguments go; it needs the trait `Archives`.
    /// - Parameters:
    ///   - architecture: a file of what `to_json` of Keras's gave, for Keras's files of weights alone.
    ///   - inputs: the shapes of rows of the inputs, for Keras's files that leave them open.
    /// - Throws: `FileError` when it can't be read; `ModelFileError` when what it holds isn't a model, which says what it is
    ///   instead, or one of a newer version; `SafetensorsError` for damaged files of Martlet's; what
    ///   `init(keras:architecture:inputs:)` throws; `ArgumentError` for arguments that are for Keras's files alone.
    public init(contentsOf path: String, architecture: String? = nil, inputs: [[Int]]? = nil) throws {
        let kind = try FileKind(path: path)
        switch kind {
        case .hdf5?, .zip?:
            #if Archives
                try self.init(keras: path, architecture: architecture, inputs: inputs)
            #else
                throw ModelFileError(
                    path, .notAModel, "it is a file of Keras's; build Martlet with the trait Archives, which reads them"
                )
            #endif
        case .safetensors?, nil:
            guard architecture == nil, inputs == nil else {
                throw ArgumentError(
                    path,
                    "its architecture and inputs can't be said: it is no file of Keras's, and those of Martlet hold them"
                )
            }
            try self.init(safetensors: path)
        case let foreign?: throw ModelFileError(path, .notAModel, "\(foreign)")
        }
    }
}
