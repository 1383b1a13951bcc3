package import CMartletKernels
public import MartletNumerics

/// Sum, element by element.
package struct Add: ElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_ADD }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a + b }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        at.inputs.map { .flows(at.cotangent.summed(like: $0)) }
    }

    package static var samples: [Sample] {
        [
            .init(Add(), [3, 4], [3, 4]), .init(Add(), [3, 4], [4]), .init(Add(), [3, 1], [2, 1, 4]),
            .init(Add(), [], [5]),
        ]
    }
}

extension Symbol {
    /// Sum, element by element; shapes broadcast.
    public static func + (a: Symbol, b: Symbol) -> Symbol { a.apply(Add(), b) }
    /// Adds a number to each element.
    public static func + <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a + b
    }
    /// Adds a number to each element.
    public static func + <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a + b
    }
}
