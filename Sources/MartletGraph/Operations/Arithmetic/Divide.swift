package import CMartletKernels
public import MartletNumerics

/// Quotient, element by element.
package struct Divide: FloatingElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_DIVIDE }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a / b }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (a, b, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        return [.flows((d / b).summed(like: a)), .flows((-(d * at.output / b)).summed(like: b))]
    }

    package static var samples: [Sample] {
        [
            .init(Divide(), [3, 4], [3, 4], in: 0.3...3), .init(Divide(), [3, 4], [4], in: 0.3...3),
            .init(Divide(), [3, 1], [2, 1, 4], in: 0.3...3), .init(Divide(), [5], [], in: 0.3...3),
        ]
    }
}

extension Symbol {
    /// Quotient, element by element, of integers in float32; shapes broadcast.
    public static func / (a: Symbol, b: Symbol) -> Symbol {
        let areIntegers = a.dtype.isInteger && b.dtype.isInteger
        return areIntegers ? a.cast(to: .float32) / b.cast(to: .float32) : a.apply(Divide(), b)
    }
    /// Divides each element by a number.
    public static func / <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a / b
    }
    /// Divides a number by each element.
    public static func / <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a / b
    }
}
