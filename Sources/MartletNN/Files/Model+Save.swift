package import MartletCodecs
import MartletGraph
import MartletNumerics

extension Model {
    /// Writes the model to one safetensors file, which replaces an older one whole or not at all.
    ///
    /// A model read back predicts, evaluates and trains on as this one would. The same model gives the same bytes.
    /// A loss, metric or schedule that is code can't be written: then `fit` and `evaluate` of the model read back
    /// throw until `compile` is called, and training goes on with the optimiser's state.
    ///
    /// - Parameters:
    ///   - path: by custom ending in `.safetensors`; the endings of Keras's formats are refused.
    ///   - includeOptimizer: whether what `compile` set and the optimiser's state are kept; a file without is a third
    ///     of the size with Adam.
    ///   - compression: how weights of which many are zero are kept.
    /// - Throws: mistakes in the layers; `FileError`; `ModelFileError` for a name that is reserved, and for a
    ///   path whose ending says another format.
    public func save(
        to path: String, includeOptimizer: Bool = true, compression: FileCompression = .automatic
    ) throws {
        try save(to: path, includeOptimizer: includeOptimizer, compression: compression, run: nil)
    }

    /// The same with the run of `fit` that the model is a checkpoint of, if it is one.
    package func save(checkpoint path: String) throws {
        try save(to: path, includeOptimizer: true, run: interrupted)
    }

    /// Writes the model, the run of `fit` that it is in, and what is attached.
    func save(
        to path: String, includeOptimizer: Bool, compression: FileCompression = .automatic, run: Interruption?,
        attachment: ModelAttachment? = nil
    ) throws {
        if let objection = ModelFormat.martlet.objection(to: path) {
            throw ModelFileError(path, .unsupported, objection)
        }
        try content(
            of: path, includeOptimizer: includeOptimizer, compression: compression, run: run, attachment: attachment
        ).write(to: path)
    }

    /// What a file of the model holds.
    ///
    /// - Parameter path: of the file, for errors.
    package func content(of path: String, includeOptimizer: Bool) throws -> Safetensors {
        try content(of: path, includeOptimizer: includeOptimizer, compression: .none, run: nil, attachment: nil)
    }

    private func content(
        of path: String, includeOptimizer: Bool, compression: FileCompression, run: Interruption?,
        attachment: ModelAttachment?
    ) throws -> Safetensors {
        try checked()
        let compression = compression.resolved(for: self)
        let stored = StoredTraining(self, includingOptimizer: includeOptimizer)
        var file = Safetensors()
        for parameter in graph.parameters { try file.append(parameter.name, self[parameter.name]!, path) }
        for (name, slot) in zip(stored.slots, training.slots) {
            file.tensors.append((ModelFile.slotPrefix + name, slot))
        }
        for (key, note) in metadata {
            guard !key.hasPrefix(ModelFile.reserved) else {
                throw ModelFileError(
                    path, .unsupported, part: "metadata '\(key)'",
                    "keys that begin with '\(ModelFile.reserved)' are reserved")
            }
            file.metadata[key] = note
        }
        let network = StoredNetwork(graph)
        if compression == .deflate {
            file.tensors.append((ModelFile.graphKey, try Tensor(Array(ModelFile.encode(network).utf8))))
        } else {
            file.metadata[ModelFile.graphKey] = try ModelFile.encode(network)
        }
        for (index, constant) in network.graph.constants.enumerated() {
            file.tensors.append((ModelFile.constantPrefix + "\(index)", constant))
        }
        file.metadata[ModelFile.trainingKey] = try ModelFile.encode(stored)
        if let run {
            file.metadata[ModelFile.runKey] = try ModelFile.encode(StoredInterruption(run))
            for (name, tensor) in run.callbacks.tensors {
                file.tensors.append((ModelFile.callbackPrefix + name, tensor))
            }
        }
        if let attachment {
            file.metadata[ModelFile.attachmentKey] = try ModelFile.encode(
                StoredAttachment(kind: attachment.kind, note: attachment.note))
            for (name, tensor) in attachment.tensors.sorted(by: { $0.key < $1.key }) {
                file.tensors.append((ModelFile.attachmentPrefix + name, tensor))
            }
        }
        let sparse = compression == .none ? [] : file.pack(deflating: compression == .deflate)
        if !sparse.isEmpty { file.metadata[ModelFile.sparseKey] = try ModelFile.encode(sparse) }
        let isPlain = sparse.isEmpty && compression != .deflate
        file.metadata[ModelFile.versionKey] = String(isPlain ? ModelFile.plainVersion : ModelFile.version)
        return file
    }
}

extension Safetensors {
    fileprivate mutating func append(_ name: String, _ tensor: Tensor, _ path: String) throws {
        guard !name.hasPrefix(ModelFile.reserved) else {
            throw ModelFileError(
                path, .unsupported, part: "parameter '\(name)'",
                "names that begin with '\(ModelFile.reserved)' are reserved; rename its layer")
        }
        tensors.append((name, tensor))
    }
}
