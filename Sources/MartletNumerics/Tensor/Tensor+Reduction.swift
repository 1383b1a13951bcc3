/// Reductions over all elements (`axes: nil`) or over some axes, where negative axes count from the end.
///
/// All throw `TensorError.axisOutOfRange`, and `invalidArgument` when an axis is named twice. `keepingDimensions` leaves
/// axes of length 1 where others disappear.
extension Tensor {
    /// The sums: of floating-point numbers gathered in double precision, of integers and booleans in int64.
    public func sum(axes: [Int]? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try reduced(.sum, axes, keepingDimensions)
    }
    /// The sums along one axis.
    public func sum(axis: Int, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try sum(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The products; of integers and booleans in int64.
    public func product(axes: [Int]? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try reduced(.product, axes, keepingDimensions)
    }
    /// The products along one axis.
    public func product(axis: Int, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try product(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The means; of integers and booleans in float64, of nothing NaN.
    public func mean(axes: [Int]? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try (dtype.isFloating ? self : cast(to: .float64)).reduced(.mean, axes, keepingDimensions)
    }
    /// The means along one axis.
    public func mean(axis: Int, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try mean(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The largest elements; NaN where there is one.
    ///
    /// - Throws: `TensorError.empty` also.
    public func max(axes: [Int]? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try reduced(.max, axes, keepingDimensions)
    }
    /// The largest elements along one axis.
    public func max(axis: Int, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try max(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The smallest elements; NaN where there is one.
    ///
    /// - Throws: `TensorError.empty` also.
    public func min(axes: [Int]? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try reduced(.min, axes, keepingDimensions)
    }
    /// The smallest elements along one axis.
    public func min(axis: Int, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try min(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The first positions of the largest elements along `axis`, or among all elements in row-major order; NaN is largest.
    ///
    /// - Throws: `TensorError.empty` also.
    public func argMax(axis: Int? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try reduced(.argMax, axis.map { [$0] }, keepingDimensions)
    }
    /// The first positions of the smallest elements along `axis`, or among all elements in row-major order; NaN is smallest.
    ///
    /// - Throws: `TensorError.empty` also.
    public func argMin(axis: Int? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try reduced(.argMin, axis.map { [$0] }, keepingDimensions)
    }

    /// The mean squared distances from the mean, divided by n - `ddof`; of integers and booleans in float64.
    public func variance(
        axes: [Int]? = nil, ddof: Int = 0, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        let centred = try self - mean(axes: axes, keepingDimensions: true)
        let total = try (centred * centred).sum(axes: axes, keepingDimensions: keepingDimensions)
        let n = count / Swift.max(total.count, 1)
        return try total / Swift.max(Double(n) - Double(ddof), 0)
    }
    /// The variances along one axis.
    public func variance(
        axis: Int, ddof: Int = 0, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        try variance(axes: [axis], ddof: ddof, keepingDimensions: keepingDimensions)
    }

    /// The square roots of the variances.
    public func standardDeviation(
        axes: [Int]? = nil, ddof: Int = 0, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        try variance(axes: axes, ddof: ddof, keepingDimensions: keepingDimensions).squareRoot()
    }
    /// The standard deviations along one axis.
    public func standardDeviation(
        axis: Int, ddof: Int = 0, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        try standardDeviation(axes: [axis], ddof: ddof, keepingDimensions: keepingDimensions)
    }

    /// Whether all elements are true (not zero).
    public func all(axes: [Int]? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        let falses = try (.!self).sum(axes: axes, keepingDimensions: keepingDimensions)
        return .!falses
    }
    /// Whether all elements along one axis are true (not zero).
    public func all(axis: Int, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try all(axes: [axis], keepingDimensions: keepingDimensions)
    }
    /// Whether any element is true (not zero).
    public func any(axes: [Int]? = nil, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try cast(to: .bool).sum(axes: axes, keepingDimensions: keepingDimensions).cast(to: .bool)
    }
    /// Whether any element along one axis is true (not zero).
    public func any(axis: Int, keepingDimensions: Bool = false) throws(TensorError) -> Tensor {
        try any(axes: [axis], keepingDimensions: keepingDimensions)
    }
}

extension Tensor {
    private func reduced(
        _ reduction: Reduction, _ axes: [Int]?, _ keepingDimensions: Bool
    ) throws(TensorError) -> Tensor {
        let axes = try resolved(axes, operation: reduction.rawValue)
        var kept = Shape()
        var result = Shape()
        for axis in 0..<rank {
            if !axes.contains(axis) {
                kept.append(shape[axis])
                result.append(shape[axis])
            } else if keepingDimensions {
                result.append(1)
            }
        }
        let n = axes.reduce(1) { $0 * shape[$1] }
        let resultType: DType
        switch reduction {
        case .sum, .mean, .product: resultType = dtype.isFloating ? dtype : .int64
        case .argMax, .argMin: resultType = .int64
        case .max, .min: resultType = dtype
        }
        _ = try result.checkedByteCount(of: resultType)
        let output = Tensor(uninitialized: result, dtype: resultType)
        if output.count == 0 { return output }
        switch reduction {
        case .sum, .mean, .product: break
        case .max, .min, .argMax, .argMin:
            guard n > 0 else { throw .empty(operation: reduction.rawValue, shape: shape) }
        }
        // Axes next to one another are one line; others are brought together at the end.
        var source = self
        var inner = 1
        if let first = axes.first, let last = axes.last {
            if last - first + 1 == axes.count {
                inner = shape.dropFirst(last + 1).reduce(1, *)
            } else {
                source = try transposed((0..<rank).filter { !axes.contains($0) } + axes)
            }
        }
        dtype.element.reduce(
            reduction, source.baseAddress, output.storage.baseAddress, outer: output.count / inner, n: n, inner: inner)
        withExtendedLifetime(source) {}
        return output
    }

    /// The axes meant, ascending.
    private func resolved(_ axes: [Int]?, operation: String) throws(TensorError) -> [Int] {
        guard let axes else { return Array(0..<rank) }
        var resolved: [Int] = []
        for axis in axes {
            let axis = try shape.resolve(axis: axis, operation: operation)
            guard !resolved.contains(axis) else {
                throw .invalidArgument(operation: operation, reason: "axis \(axis) is named twice")
            }
            resolved.append(axis)
        }
        return resolved.sorted()
    }
}
