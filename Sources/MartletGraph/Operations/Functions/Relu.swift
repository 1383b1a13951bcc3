package import CMartletKernels
import MartletNumerics

/// Rectified linear unit: `max(x, 0)`.
package struct Relu: ElementwiseOperation {
    package var code: mk_opcode { MK_OP_RELU }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a.isNaN ? a : max(a, 0) }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent.apply(ReluGradient(), at.output))]
    }

    package static var samples: [Sample] { [.init(Relu(), [5, 7])] }
}

/// What flows back through a rectifier: the derivative where the output is positive, else 0.
/// Inputs: derivative, output of the rectifier.
package struct ReluGradient: ElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_WHERE }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { b > 0 ? a : 0 }

    package func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register])
        -> ElementwiseProgram.Register
    {
        let zero = program.constant(0, integers: false)
        return program.step(MK_OP_WHERE, program.step(MK_OP_GREATER, operands[1], zero), operands[0], zero)
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [.flows(at.cotangent.apply(ReluGradient(), at.inputs[1])), .zero]
    }

    package static var samples: [Sample] { [.init(ReluGradient(), [5, 7], [5, 7])] }
}

extension Symbol {
    /// Rectified linear unit: `max(x, 0)`.
    public func relu() -> Symbol { apply(Relu()) }
}
