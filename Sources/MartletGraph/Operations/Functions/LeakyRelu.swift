package import CMartletKernels
import MartletNumerics

/// The element where it is positive, else `slope` times the element.
package struct LeakyRelu: FloatingElementwiseOperation {
    package var slope: Double
    package var code: mk_opcode { MK_OP_LEAKY_RELU }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a > 0 ? a : slope * a }

    package func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register])
        -> ElementwiseProgram.Register
    {
        program.step(code, operands[0], immediate: Float(slope))
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let d = at.cotangent
        return [.flows(select(at.inputs[0].isGreater(than: 0), d, d * slope))]
    }

    package static var samples: [Sample] { [.init(LeakyRelu(slope: 0.2), [5, 7])] }
}

extension Symbol {
    /// The element where it is positive, else `negativeSlope` times the element.
    public func leakyRelu(negativeSlope: Double = 0.2) -> Symbol { apply(LeakyRelu(slope: negativeSlope)) }
}
