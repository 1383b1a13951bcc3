package import CMartletKernels
import Glibc
import MartletNumerics

/// `log(1 + x)` without the rounding error near 0.
package struct Log1p: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_LOG1P }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { log1p(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent / (at.inputs[0] + 1))] }

    package static var samples: [Sample] { [.init(Log1p(), [5, 7], in: -0.8...4), .init(Log1p(), [], in: -0.8...4)] }
}

extension Symbol {
    /// `log(1 + x)`, exact near 0.
    public func log1p() -> Symbol { apply(Log1p()) }
}
