/// Functions of one element at a time. Those that give fractions take integers and booleans as float64.
extension Tensor {
    /// The elements with the opposite sign; booleans as int32.
    public static prefix func - (a: Tensor) -> Tensor { a.numbers.apply(.negate) }
    /// The magnitudes of the elements.
    public func abs() -> Tensor { numbers.apply(.abs) }
    /// -1, 0 or 1 as the elements are negative, zero or positive; NaN of NaN.
    public func sign() -> Tensor { numbers.apply(.sign) }

    /// The square roots of the elements.
    public func sqrt() -> Tensor { apply(.squareRoot) }
    /// The square roots of the elements; another name of `sqrt`.
    public func squareRoot() -> Tensor { apply(.squareRoot) }
    /// The squares of the elements, of their dtype; booleans as int32.
    public func square() -> Tensor { numbers.squared }
    /// The elements rounded down.
    public func floor() -> Tensor { apply(.floor) }
    /// The elements rounded up.
    public func ceil() -> Tensor { apply(.ceil) }
    /// The elements rounded to the nearest integer, halves to even.
    public func round() -> Tensor { apply(.round) }

    /// e to the power of the elements.
    public func exp() -> Tensor { apply(.transcendental(.exp)) }
    /// e to the power of the elements, less 1, exact near 0.
    public func expm1() -> Tensor { apply(.transcendental(.expm1)) }
    /// The natural logarithms of the elements.
    public func log() -> Tensor { apply(.transcendental(.log)) }
    /// The natural logarithms of 1 + the elements, exact near 0.
    public func log1p() -> Tensor { apply(.transcendental(.log1p)) }
    /// The binary logarithms of the elements.
    public func log2() -> Tensor { apply(.transcendental(.log2)) }
    /// The decimal logarithms of the elements.
    public func log10() -> Tensor { apply(.transcendental(.log10)) }
    /// The sines of the elements, in radians.
    public func sin() -> Tensor { apply(.transcendental(.sin)) }
    /// The cosines of the elements, in radians.
    public func cos() -> Tensor { apply(.transcendental(.cos)) }
    /// The hyperbolic tangents of the elements.
    public func tanh() -> Tensor { apply(.transcendental(.tanh)) }
    /// The error function of the elements.
    public func erf() -> Tensor { apply(.transcendental(.erf)) }

    /// Where the elements are NaN.
    public var isNaN: Tensor { classify(.nan) }
    /// Where the elements are neither NaN nor infinite.
    public var isFinite: Tensor { classify(.finite) }

    private var squared: Tensor {
        do { return try self * self } catch { preconditionFailure("equal shapes fit: \(error)") }
    }

    /// This tensor, booleans as int32.
    private var numbers: Tensor { dtype == .bool ? cast(to: .int32) : self }

    private func apply(_ operation: UnaryOperation) -> Tensor {
        let result = Tensor(uninitialized: shape, dtype: dtype)
        dtype.element.apply(operation, baseAddress, result.storage.baseAddress, count: count)
        withExtendedLifetime(self) {}
        return result
    }

    private func apply(_ operation: RealOperation) -> Tensor {
        let source = dtype.isFloating ? self : cast(to: .float64)
        let result = Tensor(uninitialized: shape, dtype: source.dtype)
        source.dtype.realElement.apply(operation, source.baseAddress, result.storage.baseAddress, count: count)
        withExtendedLifetime(source) {}
        return result
    }

    private func classify(_ classification: Classification) -> Tensor {
        let source = dtype.isFloating ? self : cast(to: .float64)
        let result = Tensor(uninitialized: shape, dtype: .bool)
        source.dtype.realElement.classify(classification, source.baseAddress, result.storage.baseAddress, count: count)
        withExtendedLifetime(source) {}
        return result
    }
}

extension DType {
    /// The type whose loops serve this floating-point dtype.
    var realElement: any RealElement.Type { self == .float32 ? Float.self : Double.self }
}
