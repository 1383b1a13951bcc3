/// Arithmetic one element at a time. Shapes are broadcast and dtypes promoted (`DType.promoted`); a number takes the
/// tensor's dtype, except that a floating-point number beside integers keeps its own. Integers wrap around; `/` of
/// integers gives float64, as NumPy's does, and `floorDivide` integers.
///
/// All of these throw `TensorError.shapeMismatch` where shapes don't broadcast; `floorDivide` and `%` of integers throw `divisionByZero`.
extension Tensor {
    /// The sums of the elements.
    public static func + (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.add, a, b) }
    /// The sums of the elements and a number.
    public static func + <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.add, a, scalar: b)
    }
    /// The sums of a number and the elements.
    public static func + <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.add, b.weak(a), b)
    }

    /// The differences of the elements.
    public static func - (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.subtract, a, b) }
    /// The elements less a number.
    public static func - <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.subtract, a, scalar: b)
    }
    /// A number less the elements.
    public static func - <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.subtract, b.weak(a), b)
    }

    /// The products of the elements.
    public static func * (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.multiply, a, b) }
    /// The products of the elements and a number.
    public static func * <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.multiply, a, scalar: b)
    }
    /// The products of a number and the elements.
    public static func * <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.multiply, b.weak(a), b)
    }

    /// The quotients of the elements; of integers and booleans in float64.
    public static func / (a: Tensor, b: Tensor) throws(TensorError) -> Tensor {
        let areFloating = a.dtype.isFloating || b.dtype.isFloating
        return try combine(.divide, areFloating ? a : a.cast(to: .float64), b)
    }
    /// The elements divided by a number.
    public static func / <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor { try a / a.weak(b) }
    /// A number divided by the elements.
    public static func / <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor { try b.weak(a) / b }

    /// The quotients of the elements, rounded down; of integers as integers. Python's `//`.
    public func floorDivide(_ divisor: Tensor) throws(TensorError) -> Tensor {
        let quotients = try Self.combine(.divide, self, divisor)
        return quotients.dtype.isFloating ? quotients.floor() : quotients
    }
    /// The elements divided by a number, rounded down.
    public func floorDivide<T: TensorScalar>(_ divisor: T) throws(TensorError) -> Tensor {
        try floorDivide(weak(divisor))
    }

    /// The remainders of dividing the elements, which have the divisor's sign.
    public static func % (a: Tensor, b: Tensor) throws(TensorError) -> Tensor { try combine(.remainder, a, b) }
    /// The remainders of dividing the elements by a number, which have the number's sign.
    public static func % <T: TensorScalar>(a: Tensor, b: T) throws(TensorError) -> Tensor {
        try combine(.remainder, a, scalar: b)
    }
    /// The remainders of dividing a number by the elements, which have the elements' signs.
    public static func % <T: TensorScalar>(a: T, b: Tensor) throws(TensorError) -> Tensor {
        try combine(.remainder, b.weak(a), b)
    }

    /// The elements raised to the powers `exponent`.
    ///
    /// - Throws: `TensorError.invalidArgument` also for an integer raised to a negative integer.
    public func power(_ exponent: Tensor) throws(TensorError) -> Tensor { try Self.combine(.power, self, exponent) }
    /// The elements raised to the power `exponent`.
    ///
    /// - Throws: `TensorError.invalidArgument` for integers raised to a negative integer.
    public func power<T: TensorScalar>(_ exponent: T) throws(TensorError) -> Tensor {
        try Self.combine(.power, self, scalar: exponent)
    }

    /// The larger of the elements of both; NaN where one is NaN.
    public func maximum(_ other: Tensor) throws(TensorError) -> Tensor { try Self.combine(.maximum, self, other) }
    /// The larger of each element and a number.
    public func maximum<T: TensorScalar>(_ other: T) throws(TensorError) -> Tensor {
        try Self.combine(.maximum, self, scalar: other)
    }
    /// The smaller of the elements of both; NaN where one is NaN.
    public func minimum(_ other: Tensor) throws(TensorError) -> Tensor { try Self.combine(.minimum, self, other) }
    /// The smaller of each element and a number.
    public func minimum<T: TensorScalar>(_ other: T) throws(TensorError) -> Tensor {
        try Self.combine(.minimum, self, scalar: other)
    }

    /// The elements, where they leave `range` replaced by its nearer bound.
    public func clipped<T: TensorScalar & Comparable>(to range: ClosedRange<T>) throws(TensorError) -> Tensor {
        try maximum(range.lowerBound).minimum(range.upperBound)
    }
}
