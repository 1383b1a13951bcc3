package import CMartletKernels
public import MartletNumerics

/// Product, element by element.
package struct Multiply: ElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_MULTIPLY }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a * b }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (a, b, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        return [.flows((d * b).summed(like: a)), .flows((d * a).summed(like: b))]
    }

    package static var samples: [Sample] {
        [.init(Multiply(), [3, 4], [3, 4]), .init(Multiply(), [3, 4], [4]), .init(Multiply(), [3, 1], [2, 1, 4])]
    }
}

extension Symbol {
    /// Product, element by element; shapes broadcast.
    public static func * (a: Symbol, b: Symbol) -> Symbol { a.apply(Multiply(), b) }
    /// Multiplies each element by a number.
    public static func * <T: TensorScalar>(a: Symbol, b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return a * b
    }
    /// Multiplies each element by a number.
    public static func * <T: TensorScalar>(a: T, b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return a * b
    }
}
