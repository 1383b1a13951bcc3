#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A floating-point element, with the functions of the C library.
protocol RealElement: TensorElement, BinaryFloatingPoint {
    /// The C library's function.
    static func function(_ operation: TranscendentalOperation) -> (Self) -> Self
    static func raised(_ base: Self, to exponent: Self) -> Self

    static func apply(
        _ operation: RealOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int)
    static func classify(
        _ classification: Classification, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int)
}

/// Functions of one element that need the C library.
enum TranscendentalOperation {
    case exp, expm1, log, log1p, log2, log10, sin, cos, tanh, erf
}

extension Float: RealElement {
    static func function(_ operation: TranscendentalOperation) -> (Float) -> Float {
        switch operation {
        case .exp: expf
        case .expm1: expm1f
        case .log: logf
        case .log1p: log1pf
        case .log2: log2f
        case .log10: log10f
        case .sin: sinf
        case .cos: cosf
        case .tanh: tanhf
        case .erf: erff
        }
    }

    static func raised(_ base: Float, to exponent: Float) -> Float { powf(base, exponent) }
}

extension Double: RealElement {
    static func function(_ operation: TranscendentalOperation) -> (Double) -> Double {
        switch operation {
        case .exp: exp
        case .expm1: expm1
        case .log: log
        case .log1p: log1p
        case .log2: log2
        case .log10: log10
        case .sin: sin
        case .cos: cos
        case .tanh: tanh
        case .erf: erf
        }
    }

    static func raised(_ base: Double, to exponent: Double) -> Double { pow(base, exponent) }
}
