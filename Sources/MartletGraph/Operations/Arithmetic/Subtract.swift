package import CMartletKernels
public import MartletNumerics

/// Difference, element by element.
package struct Subtract: ElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_SUBTRACT }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a - b }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent.summed(like: at.inputs[0])), .flows((-at.cotangent).summed(like: at.inputs[1]))]
    }

    package static var samples: [Sample] {
        [
            .init(Subtract(), [3, 4], [3, 4], in: -2...2), .init(Subtract(), [3, 4], [4], in: -2...2),
            .init(Subtract(), [3, 1], [2, 1, 4], in: -2...2), .init(Subtract(), [5], [], in: -2...2),
        ]
    }
}

extension Symbol {
    /// Difference, element by element; shapes broadcast.
    public static func - (a: Symbol, b: Symbol) -> Symbol { a.apply(Subtract(), b) }
    /// Subtracts a number from each element.
    public static func - <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a - b
    }
    /// Subtracts each element from a number.
    public static func - <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a - b
    }
}
