package import CMartletKernels
import Glibc
import MartletNumerics

/// Exponential linear unit: the element where it is positive, else `alpha · (exp(x) − 1)` (Clevert et al. 2016).
package struct Elu: FloatingElementwiseOperation {
    package var alpha: Double
    package var code: mk_opcode { MK_OP_ELU }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a > 0 ? a : alpha * expm1(a) }

    package func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register])
        -> ElementwiseProgram.Register
    {
        program.step(code, operands[0], immediate: Float(alpha))
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let d = at.cotangent
        return [.flows(select(at.inputs[0].isGreater(than: 0), d, d * (at.output + alpha)))]
    }

    package static var samples: [Sample] { [.init(Elu(alpha: 1), [5, 7]), .init(Elu(alpha: 0.5), [5, 7])] }
}

extension Symbol {
    /// Exponential linear unit: the element where it is positive, else `alpha · (exp(x) − 1)`.
    public func elu(alpha: Double = 1) -> Symbol { apply(Elu(alpha: alpha)) }
}
