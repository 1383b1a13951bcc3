/// Comparisons one element at a time, giving booleans; broadcasting as arithmetic does.
extension Tensor {
    /// Where the elements are equal.
    public static func .== (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.equal, a, b) }
    /// Where the elements equal a number.
    public static func .== <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.equal, a, scalar: b)
    }
    /// Where a number equals the elements.
    public static func .== <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.equal, b, scalar: a)
    }
    /// Where the elements differ.
    public static func .!= (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.notEqual, a, b) }
    /// Where the elements differ from a number.
    public static func .!= <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.notEqual, a, scalar: b)
    }
    /// Where a number differs from the elements.
    public static func .!= <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.notEqual, b, scalar: a)
    }
    /// Where the elements of `a` are smaller.
    public static func .< (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.less, a, b) }
    /// Where the elements are smaller than a number.
    public static func .< <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.less, a, scalar: b)
    }
    /// Where a number is smaller than the elements.
    public static func .< <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.less, b.weak(a), b)
    }
    /// Where the elements of `a` are smaller or equal.
    public static func .<= (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.lessOrEqual, a, b) }
    /// Where the elements are at most a number.
    public static func .<= <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.lessOrEqual, a, scalar: b)
    }
    /// Where a number is at most the elements.
    public static func .<= <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.lessOrEqual, b.weak(a), b)
    }
    /// Where the elements of `a` are larger.
    public static func .> (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.less, b, a) }
    /// Where the elements are larger than a number.
    public static func .> <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.less, a.weak(b), a)
    }
    /// Where a number is larger than the elements.
    public static func .> <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.less, b, scalar: a)
    }
    /// Where the elements of `a` are larger or equal.
    public static func .>= (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.lessOrEqual, b, a) }
    /// Where the elements are at least a number.
    public static func .>= <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.lessOrEqual, a.weak(b), a)
    }
    /// Where a number is at least the elements.
    public static func .>= <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.lessOrEqual, b, scalar: a)
    }

    /// Where both are true (not zero).
    public static func .& (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.minimum, a.cast(to: .bool), b.cast(to: .bool))
    }
    /// Where at least one is true (not zero).
    public static func .| (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.maximum, a.cast(to: .bool), b.cast(to: .bool))
    }
    /// Where exactly one is true (not zero).
    public static func .^ (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.notEqual, a.cast(to: .bool), b.cast(to: .bool))
    }
    /// Where the elements are false (zero).
    public static prefix func .! (a: Tensor) -> Tensor {
        let a = a.cast(to: .bool)
        return Tensor(a.array(of: UInt8.self).map { $0 == 0 }).withShape(a.shape)
    }

    /// Elements of `a` where `condition` is true and of `b` elsewhere, all three broadcast against one another.
    public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
        guard let values = Shape.broadcast(a.shape, b.shape) else {
            throw .shapeMismatch(operation: "where", a.shape, b.shape, reason: "the values do not broadcast")
        }
        guard let shape = Shape.broadcast(condition.shape, values) else {
            throw .shapeMismatch(
                operation: "where", condition.shape, values, reason: "condition and values do not broadcast")
        }
        let dtype = DType.promoted(a.dtype, b.dtype)
        _ = try shape.checkedByteCount(of: dtype)
        let (mask, a, b) = (condition.cast(to: .bool), a.cast(to: dtype), b.cast(to: dtype))
        let result = Tensor(uninitialized: shape, dtype: dtype)
        let loop = StridedLoop(
            shape, mask.shape.broadcastStrides(to: shape), a.shape.broadcastStrides(to: shape),
            b.shape.broadcastStrides(to: shape))
        dtype.element.select(loop, mask.baseAddress, a.baseAddress, b.baseAddress, result.storage.baseAddress)
        withExtendedLifetime((mask, a, b)) {}
        return result
    }

    /// Elements of `a` where `condition` is true and a number elsewhere.
    public static func `where`<T: TensorScalar>(
        _ condition: Tensor, _ a: Tensor, _ b: T
    ) throws(TensorError) -> Tensor { try `where`(condition, a, a.weak(b)) }
    /// A number where `condition` is true and elements of `b` elsewhere.
    public static func `where`<T: TensorScalar>(
        _ condition: Tensor, _ a: T, _ b: Tensor
    ) throws(TensorError) -> Tensor { try `where`(condition, b.weak(a), b) }
    /// One number where `condition` is true and another elsewhere.
    public static func `where`<T: TensorScalar>(
        _ condition: Tensor, _ a: T, _ b: T
    ) throws(TensorError) -> Tensor { try `where`(condition, Tensor(a), Tensor(b)) }

    /// Whether all elements of both are nearly equal: `|a - b| <= absolute + relative * |b|` after broadcasting,
    /// as NumPy's `allclose`; NaN is near nothing.
    public func isClose(to other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8) throws(TensorError) -> Bool
    {
        let (a, b) = (cast(to: .float64), other.cast(to: .float64))
        let near = try (a - b).abs() .<= (b.abs() * relative + absolute)
        return try (near .| (a .== b)).all().scalar(as: Bool.self)
    }
}
