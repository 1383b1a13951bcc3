#if Archives
    import MartletCodecs
    import MartletGraph
    public import MartletNN
    import MartletNumerics

    extension Model {
        /// Writes the parameters as a `.weights.h5` file, which `load_weights` of Keras 3 reads into a model of the same
        /// layers.
        ///
        /// - Throws: mistakes in the layers; `KerasError` if parameters aren't float32, and for a path whose ending says
        ///   another format; `FileError`, `HDF5Error`.
        public func saveWeights(keras path: String) throws {
            try checked()
            try checkParameters(path)
            if let format = ModelFormat(path), format != .kerasHDF5 { try check(path, .kerasWeights) }
            try HDF5Writer.write(to: path) { try write(KerasTree(graph), to: $0) }
        }

        /// Writes the model as a `.keras` file, which `load_model` of Keras 3 reads.
        ///
        /// Layers made of layers become models within the model, and a `PreprocessInput` a convolution that does the
        /// same. How the model was compiled is written if Keras has all of it; the optimiser's state isn't. The model's
        /// metadata stay in `metadata.json`, for `init(keras:)`.
        /// - Throws: `KerasError` that names every layer that Keras doesn't have, or parameters that aren't float32, and for
        ///   a path whose ending says another format; mistakes in the layers; `FileError`, `HDF5Error`, `ArchiveError`.
        public func save(keras path: String) throws {
            try checked()
            try checkParameters(path)
            try check(path, .keras)
            let configuration = try KerasModelWriter.configuration(of: self, path: path)
            // No date: the same model gives the same bytes.
            var metadata: JSON = ["keras_version": .string(KerasFormat.version)]
            if !self.metadata.isEmpty { metadata[KerasFormat.notes] = try JSON(encoding: self.metadata) }
            try ArchiveWriter.write(
                [
                    ("metadata.json", Array(metadata.serialized().utf8)),
                    ("config.json", Array(configuration.serialized().utf8)),
                    (
                        "model.weights.h5",
                        try HDF5Writer.bytes { try write(KerasTree(graph, isSubstituting: true), to: $0) }
                    ),
                ], to: path)
        }

        private func check(_ path: String, _ format: ModelFormat) throws {
            if let objection = format.objection(to: path) { throw KerasError(path, objection) }
        }

        private func checkParameters(_ path: String) throws {
            if graph.nodes.contains(where: { $0.operation is FakeQuantize }) {
                throw KerasError(
                    path, ["Keras's layers don't round as this model does; write what stripQuantization() gives"])
            }
            let others = graph.parameters.filter { $0.dtype != .float32 }
            guard others.isEmpty else {
                throw KerasError(
                    path,
                    others.map {
                        "parameter '\($0.name)' is \($0.dtype.rawValue), and Keras's layers hold float32; "
                            + "save the model as .safetensors"
                    })
            }
        }

        private func write(_ tree: KerasTree, to file: borrowing HDF5Writer) throws {
            try file.createGroup("vars")
            try file.set("name", to: "model", of: "vars")
            try write(tree, in: "", to: file)
        }

        private func write(_ tree: KerasTree, in group: String, to file: borrowing HDF5Writer) throws {
            for (key, member) in tree.keyedMembers {
                let place = "\(group)layers/\(key)"
                try file.createGroup("\(place)/vars")
                try file.set("name", to: member.name, of: "\(place)/vars")
                for (index, parameter) in member.parameters.enumerated() {
                    try file.write(self[parameter.name]!, to: "\(place)/vars/\(index)")
                }
                for (index, weight) in (member.substitute?.weights ?? []).enumerated() {
                    try file.write(weight, to: "\(place)/vars/\(index)")
                }
                // Keras keeps how many rows `adapt` has seen.
                if member.kind == "Normalization", !member.parameters.isEmpty {
                    try file.write(Tensor(Int32(0)), to: "\(place)/vars/\(member.parameters.count)")
                }
                if !member.members.isEmpty { try write(member, in: "\(place)/", to: file) }
            }
        }
    }

    enum KerasFormat {
        /// The version of Keras whose format is written.
        static let version = "3.15.1"
        /// The member of `metadata.json` that holds the model's own metadata; Keras passes over it.
        static let notes = "martlet"
    }
#endif
