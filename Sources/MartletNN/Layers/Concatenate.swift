public import MartletGraph

/// Its inputs one after the other along an axis.
///
/// - Shape: `[batch, …, a], [batch, …, b], … → [batch, …, a + b + …]`
public struct Concatenate: MergeLayer, Codable {
    public var axis: Int
    public var name: String?

    public init(axis: Int = -1, name: String? = nil) {
        self.axis = axis
        self.name = name
    }

    public func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs.concatenated(axis: axis) }
}
