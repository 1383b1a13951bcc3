package import MartletCodecs
import MartletNumerics

/// The format of model files, version 3.
///
/// A model file is a safetensors file. Its tensors are the parameters under their paths; the graph's constants under
/// `martlet.constant/<index>`; the optimiser's slots, flat and laid out as `ParameterLayout` says, under
/// `martlet.optimizer/<slot>`; what callbacks keep, under `martlet.callback/<index>/<name>`; what is attached by a target
/// above, under `martlet.attachment/<name>`. Its metadata hold `martlet.version`; `martlet.graph` (`StoredNetwork` in
/// JSON), `martlet.training` (`StoredTraining`), in checkpoints `martlet.run` (`StoredInterruption`), with an attachment
/// `martlet.attachment` (`StoredAttachment`); and the user's notes.
///
/// Of version 3 are files that are compressed: tensors are packed as `SparseTensor` says, each to a row of uint8 under
/// its name. `martlet.sparse` lists their headers: name, dtype, shape, count, shift, deflated. With `deflate` the text of
/// `martlet.graph` is one of the tensors. In Python a tensor is read so:
///
/// ```python
/// def unpacked(data, dtype, shape, count, shift, deflated):
///     if deflated:
///         data = np.frombuffer(zlib.decompress(data), np.uint8)
///     size = np.dtype(dtype).itemsize
///     values, low, high = np.split(data, [count * size, count * size + (count * shift + 7) // 8])
///     low = np.unpackbits(low, bitorder="little")[:count * shift].reshape(count, shift) @ (1 << np.arange(shift))
///     rest = np.diff(np.flatnonzero(np.unpackbits(high, bitorder="little")), prepend=-1) - 1
///     tensor = np.zeros(np.prod(shape, dtype=int), dtype)
///     tensor[np.cumsum((rest << shift) + low + 1) - 1] = values.reshape(size, count).T.copy().view(dtype)[:, 0]
///     return tensor.reshape(shape)
/// ```
///
/// Other files are of version 2. In version 1 every parameter is float32, and constants are numbers of the graph.
enum ModelFile {
    /// Files of a higher version are refused.
    static let version = 3
    /// The version of files without compression, which older readers can read.
    static let plainVersion = 2

    /// What the names of metadata and tensors that are not the user's begin with.
    static let reserved = "martlet."
    static let versionKey = "martlet.version"
    static let graphKey = "martlet.graph"
    static let trainingKey = "martlet.training"
    static let runKey = "martlet.run"
    static let sparseKey = "martlet.sparse"
    static let attachmentKey = "martlet.attachment"
    static let constantPrefix = "martlet.constant/"
    static let slotPrefix = "martlet.optimizer/"
    static let callbackPrefix = "martlet.callback/"
    static let attachmentPrefix = "martlet.attachment/"

    static func encode(_ value: some Encodable) throws -> String { try JSON(encoding: value).serialized() }

    static func decode<T: Decodable>(_ type: T.Type, _ key: String, _ metadata: [String: String]) throws -> T? {
        try metadata[key].map { text in
            try ModelFileFault.within(key) { try JSON(parsing: text).decode(type) }
        }
    }
}

extension Model {
    /// The tensors that a model's file keeps compressed, and the bytes that each takes there.
    ///
    /// - Throws: `FileError`, `SafetensorsError`; `ModelFileError` for headers that can't be.
    package static func sparseTensors(inFile path: String) throws -> [(header: SparseTensor.Header, bytes: Int)] {
        let file = try SafetensorsHeader(path: path)
        return try ModelFileFault.located(path) {
            let bytes = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0.range.count) })
            return try (ModelFile.decode([SparseTensor.Header].self, ModelFile.sparseKey, file.metadata) ?? [])
                .map { ($0, bytes[$0.name] ?? 0) }
        }
    }
}
