package import CMartletKernels
public import MartletNumerics

/// Whether the first is less than the second, element by element.
package struct Less: ComparisonOperation {
    package var code: mk_opcode { MK_OP_LESS }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a < b ? 1 : 0 }
    package static var samples: [Sample] { sampled(Less()) }
}

extension Symbol {
    /// Whether each element is less than the other; shapes broadcast.
    public static func .< (a: Symbol, b: Symbol) -> Symbol { a.apply(Less(), b) }
    /// Whether each element is less than a number.
    public static func .< <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a .< b
    }
    /// Whether a number is less than each element.
    public static func .< <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a .< b
    }

    /// Whether each element is less than the other; shapes broadcast.
    package func isLess(than other: Symbol) -> Symbol { apply(Less(), other) }
    /// Whether each element is less than a number.
    package func isLess(than other: Double) -> Symbol { isLess(than: constant(other)) }
}
