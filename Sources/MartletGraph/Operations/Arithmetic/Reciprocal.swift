package import CMartletKernels
import MartletNumerics

/// `1 / x`, element by element.
package struct Reciprocal: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_RECIPROCAL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { 1 / a }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(-(at.cotangent * at.output.square()))] }

    package static var samples: [Sample] {
        [.init(Reciprocal(), [5, 7], in: 0.2...4), .init(Reciprocal(), [], in: 0.2...4)]
    }
}

extension Symbol {
    /// `1 / x`, element by element.
    public func reciprocal() -> Symbol { apply(Reciprocal()) }
}
