package import MartletCodecs
import MartletGraph
import MartletNumerics

extension Model {
    /// Reads a model from a file that `save` or a `ModelCheckpoint` wrote; `init(contentsOf:)`, which users call, reads
    /// other formats too.
    ///
    /// Everything in the file is checked, so that one that is damaged or made with ill intent throws.
    ///
    /// - Throws: `FileError` when it can't be read; `SafetensorsError` when it isn't a safetensors file;
    ///   `ModelFileError` when what it holds isn't a model, or one of a newer version.
    package init(safetensors path: String) throws {
        var attachment: ModelAttachment?
        try self.init(safetensors: path, &attachment)
    }

    /// Reads a model and what is attached to it.
    init(safetensors path: String, _ attachment: inout ModelAttachment?) throws {
        self = try ModelFileFault.located(path) {
            try Model(Safetensors(path: path), path, &attachment)
        }
    }

    /// A model that is part of the file at `path`, as `content(of:includeOptimizer:)` gave it.
    ///
    /// - Throws: as `init(safetensors:)`.
    package init(_ file: Safetensors, path: String) throws {
        var attachment: ModelAttachment?
        self = try ModelFileFault.located(path) { try Model(file, path, &attachment) }
    }

    private init(_ file: Safetensors, _ path: String, _ attachment: inout ModelAttachment?) throws {
        try Self.checkVersion(file.metadata, path)
        let file = try Self.unpacked(file)
        guard let network = try ModelFile.decode(StoredNetwork.self, ModelFile.graphKey, file.metadata),
            let stored = try ModelFile.decode(StoredTraining.self, ModelFile.trainingKey, file.metadata)
        else {
            throw ModelFileError(
                path, .invalid, "it needs metadata '\(ModelFile.graphKey)' and '\(ModelFile.trainingKey)'")
        }
        var tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
        var constants: [Tensor] = []
        while let constant = tensors.removeValue(forKey: ModelFile.constantPrefix + "\(constants.count)") {
            constants.append(constant)
        }
        let graph = try network.graph(constants: constants)
        if let objection = graph.objectionToModel { throw ModelFileFault("graph", "\(objection)") }
        let parameters = try Self.parameters(of: graph, &tensors)
        let layers = Set(graph.layers.map(\.path))
        for path in stored.frozen where !layers.contains(path) {
            throw ModelFileFault("training", "it freezes '\(path)', which is no layer")
        }
        try ModelFileFault.within("training") { try stored.validate(outputs: graph.outputs.count) }

        self.init(graph: graph, seed: stored.seed, frozen: Set(stored.frozen)) { parameters[$0.name]! }
        skipsZeros = stored.skipsZeros ?? false
        origin = ModelOrigin(location: path, digest: file.fileChecksum)
        metadata = file.metadata.filter { !$0.key.hasPrefix(ModelFile.reserved) }
        training = TrainingState(
            iteration: stored.iteration, epoch: stored.epoch,
            slots: try stored.slots.map { name in
                try Self.take(ModelFile.slotPrefix + name, TensorType([layout.trainableCount]), &tensors)
            })
        compiled = stored.compiled.map {
            Compiled(
                optimizer: $0.optimizer.base, losses: $0.losses, lossWeights: $0.lossWeights, metrics: $0.metrics)
        }
        if compiled == nil, let reason = stored.notCompiled {
            uncompiled = Uncompiled(reason: reason, slots: stored.slots)
        }
        interrupted = try ModelFile.decode(StoredInterruption.self, ModelFile.runKey, file.metadata)?
            .interruption { tensors.removeValue(forKey: $0) }
        if let stored = try ModelFile.decode(StoredAttachment.self, ModelFile.attachmentKey, file.metadata) {
            let prefix = ModelFile.attachmentPrefix
            let attached = tensors.filter { $0.key.hasPrefix(prefix) }
            for name in attached.keys { tensors[name] = nil }
            attachment = ModelAttachment(
                kind: stored.kind, note: stored.note,
                tensors: Dictionary(
                    uniqueKeysWithValues: attached.map { (String($0.key.dropFirst(prefix.count)), $0.value) }))
        }
        if let name = tensors.keys.min() {
            throw ModelFileFault("tensor '\(name)'", "it belongs to nothing in the model")
        }
    }

    private static func checkVersion(_ metadata: [String: String], _ path: String) throws {
        guard let text = metadata[ModelFile.versionKey] else {
            throw ModelFileError(
                path, .notAModel,
                "it is a safetensors file without a Martlet model; give a model file that Martlet saved")
        }
        guard let version = Int(text), version > 0 else {
            throw ModelFileError(
                path, .invalid, part: ModelFile.versionKey, "'\(text)' is no version; it must be a positive integer")
        }
        guard version <= ModelFile.version else {
            throw ModelFileError(
                path, .newer,
                "it is of version \(version), and this Martlet reads versions up to \(ModelFile.version); use a newer Martlet"
            )
        }
    }

    /// The file as it would be without compression.
    private static func unpacked(_ file: Safetensors) throws -> Safetensors {
        var file = file
        if let sparse = try ModelFile.decode([SparseTensor.Header].self, ModelFile.sparseKey, file.metadata) {
            do {
                try file.unpack(sparse)
            } catch {
                throw ModelFileFault(error.tensor.map { "tensor '\($0)'" } ?? "", error.reason)
            }
        }
        if let place = file.tensors.firstIndex(where: { $0.name == ModelFile.graphKey }) {
            let text = file.tensors.remove(at: place).tensor
            guard text.dtype == .uint8 else {
                throw ModelFileFault("tensor '\(ModelFile.graphKey)'", "it must be text in uint8, not \(text.dtype)")
            }
            file.metadata[ModelFile.graphKey] = String(decoding: text.array(of: UInt8.self), as: UTF8.self)
        }
        return file
    }

    private static func parameters(of graph: Graph, _ tensors: inout [String: Tensor]) throws -> [String: Tensor] {
        var result: [String: Tensor] = [:]
        for parameter in graph.parameters {
            result[parameter.name] = try take(parameter.name, parameter.type, &tensors)
        }
        return result
    }

    /// Takes a tensor out of those of the file.
    private static func take(_ name: String, _ type: TensorType, _ tensors: inout [String: Tensor]) throws -> Tensor {
        guard let tensor = tensors.removeValue(forKey: name) else {
            throw ModelFileFault("tensor '\(name)'", "it is missing")
        }
        guard TensorType(tensor.shape, tensor.dtype) == type else {
            throw ModelFileFault(
                "tensor '\(name)'",
                "it must be \(type) and is \(TensorType(tensor.shape, tensor.dtype))")
        }
        return tensor
    }
}
