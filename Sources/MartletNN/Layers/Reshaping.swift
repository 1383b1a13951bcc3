public import MartletGraph
import MartletNumerics

/// All axes but the batch as one.
///
/// - Shape: `[batch, …] → [batch, n]`
public struct Flatten: Layer, Codable {
    public var name: String?

    /// The layer has no arguments but its name.
    public init(name: String? = nil) { self.name = name }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.reshaped([-1], keeping: 1) }
}

/// The same elements in another shape, the batch as it is.
///
/// - Shape: `[batch, …] → [batch, targetShape…]`
public struct Reshape: Layer, Codable {
    /// The shape without the batch; one dimension may be `-1`.
    public var targetShape: [Int]
    public var name: String?

    /// Rows of `targetShape`, the batch left out; one length may be −1.
    public init(_ targetShape: [Int], name: String? = nil) {
        self.targetShape = targetShape
        self.name = name
    }

    /// The same with Keras's labels.
    public init(targetShape: [Int], name: String? = nil) {
        self.init(targetShape, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x.reshaped(targetShape, keeping: 1) }
}

/// The axes in another order, the batch as it is.
///
/// - Shape: `[batch, a, b, …] → [batch, …]`
public struct Permute: Layer, Codable {
    /// Which axis comes where, counted from 1: `[2, 1]` exchanges the two axes after the batch.
    public var dims: [Int]
    public var name: String?

    /// `dims` are the axes of a row, counted from 1: `[2, 1]` swaps two.
    public init(_ dims: [Int], name: String? = nil) {
        self.dims = dims
        self.name = name
    }

    /// The same with Keras's labels.
    public init(dims: [Int], name: String? = nil) {
        self.init(dims, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard dims.sorted() == Array(1..<max(x.rank, 1)) else {
            return scope.fail("Permute needs each of the axes 1 ..< \(x.rank) once, not \(dims)")
        }
        return x.transposed([0] + dims)
    }
}

/// Each row `n` times over.
///
/// - Shape: `[batch, features] → [batch, n, features]`
public struct RepeatVector: Layer, Codable {
    /// How often each row comes.
    public var n: Int
    public var name: String?

    /// Each row `n` times.
    public init(_ n: Int, name: String? = nil) {
        self.n = n
        self.name = name
    }

    /// The same with Keras's labels.
    public init(n: Int, name: String? = nil) {
        self.init(n, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard x.rank == 2, (1...1 << 20).contains(n) else {
            return scope.fail("RepeatVector takes [batch, features] and 1 to \(1 << 20) times, not \(x.type) and \(n)")
        }
        return x.expandedDimensions(axis: 1) * x.builder.constant(Tensor.ones([n, 1], dtype: x.dtype))
    }
}
