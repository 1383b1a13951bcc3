package import CMartletKernels
import Glibc
import MartletNumerics

/// Gauss error function, element by element.
package struct Erf: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_ERF }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { erf(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent * ((-at.inputs[0].square()).exp() * (2 / Double.pi.squareRoot())))]
    }

    package static var samples: [Sample] { [.init(Erf(), [5, 7], in: -3...3), .init(Erf(), [], in: -3...3)] }
}

extension Symbol {
    /// Gauss error function, element by element.
    public func erf() -> Symbol { apply(Erf()) }
}
