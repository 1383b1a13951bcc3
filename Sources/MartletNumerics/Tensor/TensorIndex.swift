/// What one place in a subscript may hold: an integer, a range, `.all`, `.newAxis` or `.range(_:_:by:)`.
public protocol TensorIndexing {
    /// The entry of an axis that this picks.
    var tensorIndex: TensorIndex { get }
}

/// One place in a tensor's subscript. Negative positions count from the end, as in NumPy.
public struct TensorIndex: Sendable, TensorIndexing {
    package enum Kind: Sendable {
        case position(Int)
        case range(Int?, Int?, step: Int)
        case newAxis
    }

    package let kind: Kind

    public var tensorIndex: TensorIndex { self }
}

extension TensorIndexing where Self == TensorIndex {
    /// The whole axis.
    public static var all: TensorIndex { TensorIndex(kind: .range(nil, nil, step: 1)) }

    /// A new axis of length 1.
    public static var newAxis: TensorIndex { TensorIndex(kind: .newAxis) }

    /// Positions from `start` up to, but not including, `end`, every `step`-th; a step may be negative, an end left out.
    public static func range(_ start: Int?, _ end: Int?, by step: Int = 1) -> TensorIndex {
        TensorIndex(kind: .range(start, end, step: step))
    }
}

extension Int: TensorIndexing {
    public var tensorIndex: TensorIndex { TensorIndex(kind: .position(self)) }
}

extension Range: TensorIndexing where Bound == Int {
    public var tensorIndex: TensorIndex { .range(lowerBound, upperBound) }
}

extension ClosedRange: TensorIndexing where Bound == Int {
    public var tensorIndex: TensorIndex {
        // After the last position, counted from the end, there is no other.
        .range(lowerBound, upperBound == -1 ? nil : upperBound == .max ? .max : upperBound + 1)
    }
}

extension PartialRangeFrom: TensorIndexing where Bound == Int {
    public var tensorIndex: TensorIndex { .range(lowerBound, nil) }
}

extension PartialRangeUpTo: TensorIndexing where Bound == Int {
    public var tensorIndex: TensorIndex { .range(nil, upperBound) }
}
