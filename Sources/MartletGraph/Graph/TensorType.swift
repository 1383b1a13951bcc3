public import MartletNumerics

/// The shape and element type of a value in a graph.
///
/// While a model is traced a dimension may be unknown, written `-1`: the batch. Planning replaces it by the real one.
public struct TensorType: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The lengths of the axes; −1 is one that is not known yet.
    public var shape: Shape
    /// What kind of numbers.
    public var dtype: DType

    /// The type of tensors with this shape.
    public init(_ shape: Shape, _ dtype: DType = .float32) {
        self.shape = shape
        self.dtype = dtype
    }

    /// Whether every dimension is known.
    public var isConcrete: Bool { shape.allSatisfy { $0 >= 0 } }

    package var byteCount: Int { shape.elementCount * dtype.byteCount }

    public var description: String {
        dtype.rawValue + "[" + shape.map { $0 < 0 ? "?" : String($0) }.joined(separator: ", ") + "]"
    }
}
