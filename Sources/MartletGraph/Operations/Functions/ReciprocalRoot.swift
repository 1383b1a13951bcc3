package import CMartletKernels
import MartletNumerics

/// `1 / √x`, element by element.
package struct ReciprocalRoot: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_RECIPROCAL_ROOT }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { 1 / a.squareRoot() }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent * -0.5 * at.output.square() * at.output)]
    }

    package static var samples: [Sample] {
        [.init(ReciprocalRoot(), [5, 7], in: 0.1...4), .init(ReciprocalRoot(), [], in: 0.1...4)]
    }
}

extension Symbol {
    /// `1 / √x`, element by element.
    public func rsqrt() -> Symbol { apply(ReciprocalRoot()) }
}
