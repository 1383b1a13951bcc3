package import CMartletKernels
public import MartletNumerics

/// Whether the first is less than or equal to the second, element by element.
package struct LessEqual: ComparisonOperation {
    package var code: mk_opcode { MK_OP_LESS_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a <= b ? 1 : 0 }
    package static var samples: [Sample] { sampled(LessEqual()) }
}

extension Symbol {
    /// Whether each element is at most the other; shapes broadcast.
    public static func .<= (a: Symbol, b: Symbol) -> Symbol { a.apply(LessEqual(), b) }
    /// Whether each element is at most a number.
    public static func .<= <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a .<= b
    }
    /// Whether a number is at most each element.
    public static func .<= <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a .<= b
    }

    /// Whether each element is less than or equal to the other; shapes broadcast.
    package func isLessOrEqual(to other: Symbol) -> Symbol { apply(LessEqual(), other) }
    /// Whether each element is less than or equal to a number.
    package func isLessOrEqual(to other: Double) -> Symbol { isLessOrEqual(to: constant(other)) }
}
