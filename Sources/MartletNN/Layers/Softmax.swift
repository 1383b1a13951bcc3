public import MartletGraph

/// Numbers along an axis turned into probabilities.
///
/// - Shape: `[…] → […]`
public struct Softmax: Layer, Codable {
    /// The axis whose numbers sum up to 1.
    public var axis: Int
    public var name: String?

    /// Along the last axis, unless another is given.
    public init(axis: Int = -1, name: String? = nil) {
        self.axis = axis
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.softmax(axis: axis) }
}
