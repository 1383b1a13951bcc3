package import CMartletKernels
public import MartletNumerics

/// Whether the first is greater than or equal to the second, element by element.
package struct GreaterEqual: ComparisonOperation {
    package var code: mk_opcode { MK_OP_GREATER_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a >= b ? 1 : 0 }
    package static var samples: [Sample] { sampled(GreaterEqual()) }
}

extension Symbol {
    /// Whether each element is at least the other; shapes broadcast.
    public static func .>= (a: Symbol, b: Symbol) -> Symbol { a.apply(GreaterEqual(), b) }
    /// Whether each element is at least a number.
    public static func .>= <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a .>= b
    }
    /// Whether a number is at least each element.
    public static func .>= <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a .>= b
    }

    /// Whether each element is greater than or equal to the other; shapes broadcast.
    package func isGreaterOrEqual(to other: Symbol) -> Symbol { apply(GreaterEqual(), other) }
    /// Whether each element is greater than or equal to a number.
    package func isGreaterOrEqual(to other: Double) -> Symbol { isGreaterOrEqual(to: constant(other)) }
}
