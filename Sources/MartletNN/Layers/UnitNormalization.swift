public import MartletGraph

/// Divides each row by its Euclidean norm over some axes.
///
/// - Shape: `[batch, …] → [batch, …]`
public struct UnitNormalization: Layer, Codable {
    public var axes: [Int]
    public var name: String?

    public init(axes: [Int] = [-1], name: String? = nil) {
        self.axes = axes
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.normalized(axes: axes, epsilon: 1e-12) }
}
