#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN
    import MartletNumerics

    /// A file that Keras wrote, whichever of its formats it has.
    struct KerasFile: ~Copyable {
        let path: String
        /// The model's configuration; nil if the file holds weights alone.
        let model: JSON?
        /// What `compile` was given; nil if the file doesn't say.
        let compilation: JSON?
        /// Such as `3.15.1`.
        let version: String?
        /// The metadata of a model that Martlet wrote.
        let notes: [String: String]
        let numbers: HDF5Reader

        /// Whether Keras 2 (or 1) wrote it.
        var isKeras2: Bool { version.map { !$0.hasPrefix("3.") } ?? false }
        /// What computed when the file was written, such as `tensorflow`; nil if the file doesn't say.
        let backend: String?

        static let mostJSON = 64 << 20

        /// - Throws: `FileError`, `KerasError`, `ArchiveError`, `HDF5Error`.
        init(_ path: String, maximumBytes: Int = Safetensors.defaultBudget) throws {
            switch try FileKind(path: path) {
            case .zip: self = try Self.archive(path, maximumBytes)
            case .hdf5, nil: self = try Self.legacy(path, maximumBytes)
            case let foreign?: throw KerasError(path, "\(foreign)")
            }
        }

        private init(
            path: String, model: JSON?, compilation: JSON?, version: String?, notes: [String: String] = [:],
            backend: String? = nil, numbers: consuming HDF5Reader
        ) {
            self.path = path
            self.model = model
            self.compilation = compilation
            self.version = version
            self.notes = notes
            self.backend = backend
            self.numbers = numbers
        }

        /// A `.keras` file: a zip archive of JSON and an HDF5 file.
        private static func archive(_ path: String, _ maximumBytes: Int) throws -> KerasFile {
            let archive = try ArchiveReader(path: path, maximumBytes: maximumBytes)
            if archive["config.json"] == nil, let foreign = FileKind(members: archive.members.map(\.name)) {
                throw KerasError(path, "\(foreign)")
            }
            let configuration = try json(archive.contents(of: "config.json"), path, "config.json")
            let metadata = try archive["metadata.json"].map {
                try json(archive.contents(of: $0.name), path, "metadata.json")
            }
            guard archive["model.weights.h5"] != nil else {
                throw KerasError(path, "it has no model.weights.h5; weights in other formats aren't read")
            }
            return KerasFile(
                path: path, model: configuration, compilation: configuration["compile_config"],
                version: metadata?["keras_version"]?.string,  // tf_keras writes version 2 into files of the new format
                notes: metadata?[KerasFormat.notes].flatMap { try? $0.decode() } ?? [:],
                numbers: try HDF5Reader(bytes: archive.contents(of: "model.weights.h5"), maximumBytes: maximumBytes))
        }

        /// An HDF5 file, with the model in attributes, or of weights alone.
        private static func legacy(_ path: String, _ maximumBytes: Int) throws -> KerasFile {
            let file = try HDF5Reader(path: path, maximumBytes: maximumBytes)
            let model = try file.string("model_config").map { try json(Array($0.utf8), path, "model_config") }
            let compilation = try file.string("training_config").map {
                try json(Array($0.utf8), path, "training_config")
            }
            let version = try file.string("keras_version")
            let backend = try file.string("backend")
            return KerasFile(
                path: path, model: model, compilation: compilation, version: version, backend: backend, numbers: file)
        }

        /// - Throws: `KerasError` for convolutions whose kernels lie the other way round.
        func checkKernels(of graph: Graph) throws {
            guard backend == "theano", graph.layers.contains(where: { $0.kind.contains("Conv") }) else { return }
            throw KerasError(
                path,
                "it was written on Theano, which turns the kernels of convolutions; save it again in Keras on TensorFlow"
            )
        }

        /// - Parameter part: for messages.
        static func json(_ bytes: [UInt8], _ path: String, _ part: String) throws -> JSON {
            guard bytes.count <= mostJSON else {
                throw KerasError(path, "\(part) has \(bytes.count) bytes; that is too long")
            }
            do {
                return try JSON(parsing: bytes)
            } catch {
                throw KerasError(path, "\(part) is \(error)")
            }
        }
    }
#endif
