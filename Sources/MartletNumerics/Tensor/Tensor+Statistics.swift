extension Tensor {
    /// The sums of all elements up to each, along `axis` or of all in row-major order, as a vector then: of
    /// floating-point numbers gathered in double precision, of integers and booleans in int64.
    ///
    /// - Throws: `TensorError.axisOutOfRange`.
    public func cumsum(axis: Int? = nil) throws(TensorError) -> Tensor {
        guard let axis else { return try flattened().cumsum(axis: 0) }
        let place = try shape.resolve(axis: axis, operation: "cumsum")
        let source = try movingAxis(place, to: -1)
        let length = shape[place]
        let sums =
            dtype.isFloating
            ? Tensor(Self.running(source.array(of: Double.self), length) { $0 + $1 }).cast(to: dtype)
            : Tensor(Self.running(source.array(of: Int64.self), length) { $0 &+ $1 })
        return try sums.withShape(source.shape).movingAxis(-1, to: place)
    }

    /// Each line's sums so far.
    private static func running<Number>(_ values: [Number], _ length: Int, _ add: (Number, Number) -> Number)
        -> [Number]
    {
        var values = values
        for i in values.indices where !i.isMultiple(of: length) { values[i] = add(values[i - 1], values[i]) }
        return values
    }

    /// The numbers below which a share `q` of the elements lies, along `axis` or of all; between two elements by linear
    /// interpolation, NaN where there is one. Integers count as float64.
    ///
    /// - Throws: `TensorError.invalidArgument` unless `q` is in 0...1; `empty`, `axisOutOfRange`.
    public func quantile(
        _ q: Double, axis: Int? = nil, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        guard (0...1).contains(q) else {
            throw .invalidArgument(operation: "quantile", reason: "q is \(q); it must be in 0...1")
        }
        guard let axis else {
            let result = try flattened().quantile(q, axis: 0)
            return keepingDimensions ? result.withShape(Shape(repeating: 1, rank: rank)) : result
        }
        let place = try shape.resolve(axis: axis, operation: "quantile")
        let length = shape[place]
        guard length > 0 else { throw .empty(operation: "quantile", shape: shape) }
        let sorted = try (dtype.isFloating ? self : cast(to: .float64)).sorted(axis: place)
        let position = q * Double(length - 1)
        let (below, share) = (Int(position), position - position.rounded(.down))
        let parts = try sorted.take([below, Swift.min(below + 1, length - 1), length - 1], axis: place)
            .split([1, 1, 1], axis: place)
        // From the nearer of the two, as NumPy does.
        let step = try parts[1] - parts[0]
        var result = try share < 0.5 ? parts[0] + step * share : parts[1] - step * (1 - share)
        if share == 0 { result = parts[0] }  // also beside infinity
        result = try Tensor.where(parts[2].isNaN, parts[2], result)
        return keepingDimensions ? result : try result.squeezed(axis: place)
    }

    /// The numbers below which `p` of a hundred elements lie: `quantile` of `p / 100`.
    ///
    /// - Throws: `TensorError.invalidArgument` unless `p` is in 0...100; `empty`, `axisOutOfRange`.
    public func percentile(
        _ p: Double, axis: Int? = nil, keepingDimensions: Bool = false
    ) throws(TensorError) -> Tensor {
        guard (0...100).contains(p) else {
            throw .invalidArgument(operation: "percentile", reason: "p is \(p); it must be in 0...100")
        }
        return try quantile(p / 100, axis: axis, keepingDimensions: keepingDimensions)
    }
}
