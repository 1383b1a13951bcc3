package import CMartletKernels
import MartletNumerics

/// The integer at or above, element by element.
package struct Ceil: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_CEIL }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.rounded(.up) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package static var samples: [Sample] { [.init(Ceil(), [5, 7], in: -5...5), .init(Ceil(), [], in: -5...5)] }
}

extension Symbol {
    /// The integer at or above each element.
    public func ceil() -> Symbol { apply(Ceil()) }
}
