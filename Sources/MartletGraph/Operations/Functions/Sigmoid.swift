package import CMartletKernels
import Glibc
import MartletNumerics

/// Logistic function `1 / (1 + exp(−x))`, element by element.
package struct Sigmoid: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_SIGMOID }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { 1 / (1 + exp(-a)) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * at.output * (1 - at.output))] }

    package static var samples: [Sample] { [.init(Sigmoid(), [5, 7], in: -4...4), .init(Sigmoid(), [], in: -4...4)] }
}

extension Symbol {
    /// Logistic function `1 / (1 + exp(−x))`, element by element.
    public func sigmoid() -> Symbol { apply(Sigmoid()) }
}
