package import CMartletKernels
import Glibc
import MartletNumerics

/// `log(1 + exp(x))`, element by element.
package struct Softplus: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_SOFTPLUS }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { max(a, 0) + log1p(exp(-abs(a))) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * at.inputs[0].sigmoid())] }

    package static var samples: [Sample] {
        [.init(Softplus(), [5, 7], in: -4...4), .init(Softplus(), [], in: -4...4)]
    }
}

extension Symbol {
    /// `log(1 + exp(x))`, element by element: a smooth rectifier.
    public func softplus() -> Symbol { apply(Softplus()) }
}
