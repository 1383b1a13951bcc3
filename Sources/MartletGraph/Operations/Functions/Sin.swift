package import CMartletKernels
import Glibc
import MartletNumerics

/// Sine, element by element.
package struct Sin: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_SIN }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { sin(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * at.inputs[0].cos())] }

    package static var samples: [Sample] { [.init(Sin(), [5, 7], in: -7...7), .init(Sin(), [], in: -7...7)] }
}

extension Symbol {
    /// Sine of radians, element by element.
    public func sin() -> Symbol { apply(Sin()) }
}
