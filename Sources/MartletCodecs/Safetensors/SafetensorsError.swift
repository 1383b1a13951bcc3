/// A safetensors file, or what should become one, that breaks the format or asks for more than is allowed.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
    /// The file, or nil for bytes in memory.
    public internal(set) var path: String?
    /// The tensor that is wrong, or nil when the whole is.
    public let tensor: String?
    /// What was wrong, and what would be right.
    public let reason: String

    init(tensor: String? = nil, _ reason: String) {
        self.tensor = tensor
        self.reason = reason
    }

    /// One line: where, what was wrong, what would be right.
    public var description: String {
        (path.map { "file '\($0)'" } ?? "safetensors") + (tensor.map { ", tensor '\($0)'" } ?? "") + ": \(reason)"
    }
}
