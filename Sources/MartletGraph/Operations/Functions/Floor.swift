package import CMartletKernels
import MartletNumerics

/// The integer at or below, element by element.
package struct Floor: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_FLOOR }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.rounded(.down) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package static var samples: [Sample] { [.init(Floor(), [5, 7], in: -5...5), .init(Floor(), [], in: -5...5)] }
}

extension Symbol {
    /// The integer at or below each element.
    public func floor() -> Symbol { apply(Floor()) }
}
