package import CMartletKernels
import Glibc
import MartletNumerics

/// `exp(x) − 1` without the rounding error near 0.
package struct Expm1: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_EXPM1 }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { expm1(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * (at.output + 1))] }

    package static var samples: [Sample] { [.init(Expm1(), [5, 7], in: -3...3), .init(Expm1(), [], in: -3...3)] }
}

extension Symbol {
    /// `exp(x) − 1`, exact near 0.
    public func expm1() -> Symbol { apply(Expm1()) }
}
