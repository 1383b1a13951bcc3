public import MartletGraph

/// Divides each row by its Euclidean norm over some axes.
///
/// - Shape: `[batch, …] → [batch, …]`
public struct UnitNormalization: Layer, Codable {
    /// The axes whose norm becomes 1.
    public var axes: [Int]
    public var name: String?

    /// Over the last axis, unless others are given.
    public init(axes: [Int] = [-1], name: String? = nil) {
        self.axes = axes
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.normalized(axes: axes, epsilon: 1e-12) }
}
