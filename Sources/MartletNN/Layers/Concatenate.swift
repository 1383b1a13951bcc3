public import MartletGraph

/// Its inputs one after the other along an axis.
///
/// - Shape: `[batch, …, a], [batch, …, b], … → [batch, …, a + b + …]`
public struct Concatenate: MergeLayer, Codable {
    /// The axis that becomes longer; the last is −1.
    public var axis: Int
    public var name: String?

    /// Along the last axis, unless another is given.
    public init(axis: Int = -1, name: String? = nil) {
        self.axis = axis
        self.name = name
    }

    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs.concatenated(axis: axis) }
}
