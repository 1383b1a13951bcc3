public import MartletNumerics

/// Named tensors and a map of strings, in the format of huggingface/safetensors.
///
/// Reading is strict: the header is JSON without duplicate keys, and the tensors fill the file without holes or overlaps.
/// F16 and BF16 are read as float32, I16 and U16 as int32, U32 as int64; writing uses the tensors' own dtypes.
public struct Safetensors: Sendable {
    /// The tensors in the order of the header.
    public var tensors: [(name: String, tensor: Tensor)]
    /// The strings under `__metadata__`.
    public var metadata: [String: String]
    /// The checksum that the file was read with, such as `crc32c:0123abcd`; nil if it had none.
    package internal(set) var fileChecksum: String?

    /// The content of a file that is yet to be written.
    public init(_ tensors: [(name: String, tensor: Tensor)] = [], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The tensor called `name`.
    public subscript(name: String) -> Tensor? {
        tensors.first { $0.name == name }?.tensor
    }
}
