package import CMartletKernels
import MartletNumerics

/// The number with the other sign, element by element.
package struct Negate: ElementwiseOperation {
    package var code: mk_opcode { MK_OP_NEGATE }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { -a }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(-at.cotangent)] }

    package static var samples: [Sample] {
        [.init(Negate(), [5, 7]), .init(Negate(), [4, 9], in: -9...9, dtypes: [0: .int32])]
    }
}

extension Symbol {
    /// The numbers with the other sign.
    public static prefix func - (x: Symbol) -> Symbol { x.apply(Negate()) }
}
