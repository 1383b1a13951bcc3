package import CMartletKernels
import Glibc
import MartletNumerics

/// Cosine, element by element.
package struct Cos: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_COS }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { cos(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(-(at.cotangent * at.inputs[0].sin()))] }

    package static var samples: [Sample] { [.init(Cos(), [5, 7], in: -7...7), .init(Cos(), [], in: -7...7)] }
}

extension Symbol {
    /// Cosine of radians, element by element.
    public func cos() -> Symbol { apply(Cos()) }
}
