package import CMartletKernels
import Glibc
import MartletNumerics

/// Hyperbolic tangent, element by element.
package struct Tanh: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_TANH }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { tanh(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * (1 - at.output.square()))] }

    package static var samples: [Sample] { [.init(Tanh(), [5, 7], in: -3...3), .init(Tanh(), [], in: -3...3)] }
}

extension Symbol {
    /// Hyperbolic tangent, element by element.
    public func tanh() -> Symbol { apply(Tanh()) }
}
