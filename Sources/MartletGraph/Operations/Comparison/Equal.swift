package import CMartletKernels
public import MartletNumerics

/// Whether the first is equal to the second, element by element.
package struct Equal: ComparisonOperation {
    package var code: mk_opcode { MK_OP_EQUAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a == b ? 1 : 0 }
    package static var samples: [Sample] { sampled(Equal()) }
}

extension Symbol {
    /// Whether each element is equal to the other; shapes broadcast.
    public static func .== (a: Symbol, b: Symbol) -> Symbol { a.apply(Equal(), b) }
    /// Whether each element is equal to a number.
    public static func .== <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a .== b
    }
    /// Whether a number is equal to each element.
    public static func .== <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a .== b
    }

    /// Whether each element is equal to the other; shapes broadcast.
    package func isEqual(to other: Symbol) -> Symbol { apply(Equal(), other) }
    /// Whether each element is equal to a number.
    package func isEqual(to other: Double) -> Symbol { isEqual(to: constant(other)) }
}
