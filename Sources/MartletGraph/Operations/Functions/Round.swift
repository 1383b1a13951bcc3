package import CMartletKernels
import MartletNumerics

/// The nearest integer, halves to the even one, element by element.
package struct Round: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_ROUND }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.rounded(.toNearestOrEven) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package static var samples: [Sample] { [.init(Round(), [5, 7], in: -5...5), .init(Round(), [], in: -5...5)] }
}

extension Symbol {
    /// The nearest integer to each element, halves to the even one.
    public func round() -> Symbol { apply(Round()) }
}
