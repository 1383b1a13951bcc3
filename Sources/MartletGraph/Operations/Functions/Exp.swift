package import CMartletKernels
import Glibc
import MartletNumerics

/// Exponential, element by element.
package struct Exp: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_EXP }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { exp(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * at.output)] }

    package static var samples: [Sample] { [.init(Exp(), [5, 7], in: -3...3), .init(Exp(), [], in: -3...3)] }
}

extension Symbol {
    /// Exponential, element by element.
    public func exp() -> Symbol { apply(Exp()) }
}
