package import CMartletKernels
public import MartletNumerics

/// Whether the first is greater than the second, element by element.
package struct Greater: ComparisonOperation {
    package var code: mk_opcode { MK_OP_GREATER }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a > b ? 1 : 0 }
    package static var samples: [Sample] { sampled(Greater()) }
}

extension Symbol {
    /// Whether each element is greater than the other; shapes broadcast.
    public static func .> (a: Symbol, b: Symbol) -> Symbol { a.apply(Greater(), b) }
    /// Whether each element is greater than a number.
    public static func .> <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a .> b
    }
    /// Whether a number is greater than each element.
    public static func .> <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a .> b
    }

    /// Whether each element is greater than the other; shapes broadcast.
    package func isGreater(than other: Symbol) -> Symbol { apply(Greater(), other) }
    /// Whether each element is greater than a number.
    package func isGreater(than other: Double) -> Symbol { isGreater(than: constant(other)) }
}
