package import CMartletKernels
import MartletNumerics

/// −1, 0 or 1, element by element; NaN stays NaN.
package struct Sign: ElementwiseOperation {
    package var code: mk_opcode { MK_OP_SIGN }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a > 0 ? 1 : a < 0 ? -1 : a }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package static var samples: [Sample] {
        [.init(Sign(), [5, 7]), .init(Sign(), [4, 9], in: -9...9, dtypes: [0: .int32])]
    }
}

extension Symbol {
    /// −1, 0 or 1 by the sign of each element; NaN stays NaN.
    public func sign() -> Symbol { apply(Sign()) }
}
