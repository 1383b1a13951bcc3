package import CMartletKernels
import MartletNumerics

/// `x²`, element by element.
package struct Square: ElementwiseOperation {
    package var code: mk_opcode { MK_OP_MULTIPLY }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a * a }

    package func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register])
        -> ElementwiseProgram.Register
    {
        program.step(MK_OP_MULTIPLY, operands[0], operands[0])
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.flows(at.cotangent * at.inputs[0] * 2)] }

    package static var samples: [Sample] {
        [.init(Square(), [5, 7]), .init(Square(), [4, 9], in: -9...9, dtypes: [0: .int32])]
    }
}

extension Symbol {
    /// `x²`, element by element.
    public func square() -> Symbol { apply(Square()) }
}
