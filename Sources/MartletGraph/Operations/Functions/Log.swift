package import CMartletKernels
import Glibc
import MartletNumerics

/// Natural logarithm, element by element.
package struct Log: FloatingElementwiseOperation {
    package var code: mk_opcode { MK_OP_LOG }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { log(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent / at.inputs[0])] }

    package static var samples: [Sample] { [.init(Log(), [5, 7], in: 0.1...4), .init(Log(), [], in: 0.1...4)] }
}

extension Symbol {
    /// Natural logarithm, element by element; NaN for negative numbers.
    public func log() -> Symbol { apply(Log()) }
}
