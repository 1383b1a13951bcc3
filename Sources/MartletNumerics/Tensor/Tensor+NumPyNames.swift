/// Names and orders of arguments that are NumPy's, where Swift's own differ.
extension Tensor {
    /// The standard deviations: `standardDeviation`.
    public func std(axes: [Int]? = nil, ddof: Int = 0, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try standardDeviation(axes: axes, ddof: ddof, keepingDimensions: keepingDimensions)
    }
    /// The standard deviations along one axis: `standardDeviation`.
    public func std(axis: Int, ddof: Int = 0, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try std(axes: [axis], ddof: ddof, keepingDimensions: keepingDimensions)
    }

    /// The variances: `variance`.
    public func `var`(
        axes: [Int]? = nil, ddof: Int = 0, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        try variance(axes: axes, ddof: ddof, keepingDimensions: keepingDimensions)
    }
    /// The variances along one axis: `variance`.
    public func `var`(axis: Int, ddof: Int = 0, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try variance(axes: [axis], ddof: ddof, keepingDimensions: keepingDimensions)
    }

    /// The sums along several axes: `sum(axes:)`.
    public func sum(axis axes: [Int], keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try sum(axes: axes, keepingDimensions: keepingDimensions)
    }
    /// The means along several axes: `mean(axes:)`.
    public func mean(axis axes: [Int], keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try mean(axes: axes, keepingDimensions: keepingDimensions)
    }
    /// The largest elements along several axes: `max(axes:)`.
    public func max(axis axes: [Int], keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try max(axes: axes, keepingDimensions: keepingDimensions)
    }
    /// The smallest elements along several axes: `min(axes:)`.
    public func min(axis axes: [Int], keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try min(axes: axes, keepingDimensions: keepingDimensions)
    }

    /// The first positions of the largest elements: `argMax`.
    public func argmax(axis: Int? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try argMax(axis: axis, keepingDimensions: keepingDimensions)
    }
    /// The first positions of the smallest elements: `argMin`.
    public func argmin(axis: Int? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try argMin(axis: axis, keepingDimensions: keepingDimensions)
    }

    /// The axes in reverse order: `transposed()`.
    public var T: Tensor { try! transposed() }  // no axis is named that could be wrong

    /// A tensor that repeats `value`: `full(_:shape:)`.
    ///
    /// - Precondition: the lengths aren't negative (`Shape(validating:)` throws otherwise), and the elements fit in memory.
    public static func full<Value: TensorScalar>(_ shape: Shape, _ value: Value, dtype: DType = Value.dtype) -> Tensor {
        full(value, shape: shape, dtype: dtype)
    }

    /// The vector of `count` numbers evenly spaced from `start` to `stop`: `linspace(_:_:count:)`.
    ///
    /// - Precondition: the numbers fit in memory.
    public static func linspace(
        _ start: Double, _ stop: Double, _ count: Int = 50, dtype: DType = .float64
    ) -> Tensor {
        linspace(start, stop, count: count, dtype: dtype)
    }
}
