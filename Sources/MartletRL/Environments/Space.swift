public import MartletNumerics

/// The set that observations or actions are of, as in Gymnasium.
public enum Space: Sendable, Hashable {
    /// The integers from 0, so many.
    case discrete(Int)
    /// Numbers between bounds, which may be infinite; one bound for each element, in row-major order.
    case box(low: [Float], high: [Float], shape: Shape)

    /// Numbers between the same bounds.
    public static func box(low: Float, high: Float, shape: Shape) -> Space {
        let fits = (try? shape.checkedByteCount(of: .float32)) != nil
        let count = fits ? shape.elementCount : 0
        return .box(low: Array(repeating: low, count: count), high: Array(repeating: high, count: count), shape: shape)
    }

    /// The shape of an element; that of a discrete space has no axes.
    public var shape: Shape {
        switch self {
        case .discrete: []
        case .box(_, _, let shape): shape
        }
    }

    /// How many numbers an element is.
    public var count: Int { (try? shape.checkedElementCount) ?? 0 }

    /// How many elements a discrete space has; nil for others.
    public var discreteCount: Int? {
        if case .discrete(let count) = self { count } else { nil }
    }
}
