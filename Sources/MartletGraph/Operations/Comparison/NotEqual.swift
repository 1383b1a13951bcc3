package import CMartletKernels
public import MartletNumerics

/// Whether the first is different from the second, element by element.
package struct NotEqual: ComparisonOperation {
    package var code: mk_opcode { MK_OP_NOT_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a != b ? 1 : 0 }
    package static var samples: [Sample] { sampled(NotEqual()) }
}

extension Symbol {
    /// Whether each element is different from the other; shapes broadcast.
    public static func .!= (a: Symbol, b: Symbol) -> Symbol { a.apply(NotEqual(), b) }
    /// Whether each element is different from a number.
    public static func .!= <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a .!= b
    }
    /// Whether a number is different from each element.
    public static func .!= <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a .!= b
    }

    /// Whether each element is different from the other; shapes broadcast.
    package func isNotEqual(to other: Symbol) -> Symbol { apply(NotEqual(), other) }
    /// Whether each element is different from a number.
    package func isNotEqual(to other: Double) -> Symbol { isNotEqual(to: constant(other)) }
}
