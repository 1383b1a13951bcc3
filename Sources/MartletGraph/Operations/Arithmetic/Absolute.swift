package import CMartletKernels
import MartletNumerics

/// Absolute value, element by element.
package struct Absolute: ElementwiseOperation {
    package var code: mk_opcode { MK_OP_ABSOLUTE }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { Swift.abs(a) }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * at.inputs[0].sign())] }

    package static var samples: [Sample] {
        [.init(Absolute(), [5, 7]), .init(Absolute(), [4, 9], in: -9...9, dtypes: [0: .int32])]
    }
}

extension Symbol {
    /// Absolute value, element by element.
    public func abs() -> Symbol { apply(Absolute()) }
}
