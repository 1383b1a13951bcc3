package import CMartletKernels
import MartletNumerics

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
    /// Quotient of floating-point numbers, element by element; shapes broadcast.
    public static func / (a: Symbol, b: Symbol) -> Symbol { a.apply(Divide(), b) }
    /// Divides each element by a number.
    public static func / (a: Symbol, b: Double) -> Symbol { a / a.constant(b) }
    /// Divides a number by each element.
    public static func / (a: Double, b: Symbol) -> Symbol { b.constant(a) / b }
}
