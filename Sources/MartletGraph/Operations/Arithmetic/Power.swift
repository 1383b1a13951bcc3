package import CMartletKernels
import Glibc
public import MartletNumerics

/// The first to the power of the second, element by element.
package struct Power: FloatingElementwiseOperation {
    package static var arity: Int { 2 }
    package var code: mk_opcode { MK_OP_POWER }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { pow(a, b) }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (a, b, d) = (at.inputs[0], at.inputs[1], at.cotangent)
        // Where the base isn't positive its logarithm isn't a number, and the exponent gets nothing, as in TensorFlow.
        let logarithm = select(a.isGreater(than: 0), a, a.constant(1)).log()
        return [
            .flows((d * b * a.power(b - 1)).summed(like: a)), .flows((d * at.output * logarithm).summed(like: b)),
        ]
    }

    package static var samples: [Sample] {
        [
            .init(Power(), [3, 4], [3, 4], in: 0.3...3), .init(Power(), [3, 4], [4], in: 0.3...3),
            .init(Power(), [3, 1], [2, 1, 4], in: 0.3...3), .init(Power(), [5], [], in: 0.3...3),
        ]
    }
}

extension Symbol {
    /// Each element to the power of another; shapes broadcast. NaN for negative numbers to powers that aren't integers.
    public func power(_ exponent: Symbol) -> Symbol { apply(Power(), exponent) }

    /// Each element to a power; the common ones (±1, ±½, 2) cost no more than what they are.
    public func power<T: TensorScalar>(_ exponent: T) -> Symbol {
        switch Tensor(exponent).array(of: Double.self)[0] {
        case 1: self
        case 2: square()
        case 0.5: sqrt()
        case -1: reciprocal()
        case -0.5: rsqrt()
        default:
            {
                let (symbol, exponent) = meeting(exponent)
                return symbol.power(exponent)
            }()
        }
    }
}
