/// How a model's file keeps weights of which many are zero. They are read back bit for bit.
public enum FileCompression: String, Sendable, CaseIterable {
    /// As `sparse` if the model's `skipsZeros` is set, as it is after `sparsified`, else as `none`.
    case automatic
    /// Every weight takes the bytes that it has in memory; any reader of safetensors can read them.
    case none
    /// Without zeros where that is smaller: of float32 weights that are zero to 90 % an eighth is left.
    case sparse
    /// Without zeros, and packed as zlib does where that is smaller: int8 weights that are zero to 90 % take less than
    /// a twenty-fifth of what they took as float32. Reading and writing take longer.
    case deflate

    func resolved(for model: Model) -> FileCompression {
        self != .automatic ? self : model.skipsZeros ? .sparse : .none
    }
}
