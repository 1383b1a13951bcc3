import Glibc
import MartletGraph
import MartletNumerics
import Testing

@Suite struct ActivationTests {
    /// An activation as it is said, and one element of it as its paper or Keras's documentation writes it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var said: @Sendable (Symbol) -> Symbol
        var formula: @Sendable (Double) -> Double

        init(
            _ name: String, _ said: @escaping @Sendable (Symbol) -> Symbol,
            _ formula: @escaping @Sendable (Double) -> Double
        ) {
            (testDescription, self.said, self.formula) = (name, said, formula)
        }
    }

    static let cases: [Case] = [
        Case("relu6", { $0.relu6() }) { min(max($0, 0), 6) },
        Case("leaky relu", { $0.leakyRelu() }) { $0 > 0 ? $0 : 0.2 * $0 },
        Case("elu", { $0.elu(alpha: 0.7) }) { $0 > 0 ? $0 : 0.7 * (exp($0) - 1) },
        Case("selu", { $0.selu() }) {
            1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * (exp($0) - 1))
        },
        Case("celu", { $0.celu(alpha: 2) }) { $0 > 0 ? $0 : 2 * (exp($0 / 2) - 1) },
        Case("softplus", { $0.softplus() }) { log(1 + exp($0)) },
        Case("softsign", { $0.softsign() }) { $0 / (1 + abs($0)) },
        Case("silu", { $0.silu() }) { $0 / (1 + exp(-$0)) },
        Case("gelu", { $0.gelu() }) { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) },
        Case("gelu by tanh", { $0.gelu(approximate: true) }) {
            0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * pow($0, 3))))
        },
        Case("hard sigmoid", { $0.hardSigmoid() }) { $0 <= -3 ? 0 : $0 >= 3 ? 1 : $0 / 6 + 0.5 },
        Case("hard silu", { $0.hardSilu() }) { $0 < -3 ? 0 : $0 > 3 ? $0 : $0 * ($0 + 3) / 6 },
        Case("exponential", { $0.exponential() }) { exp($0) },
        Case("mish", { $0.mish() }) { $0 * tanh(log(1 + exp($0))) },
        Case("log sigmoid", { $0.logSigmoid() }) { log(1 / (1 + exp(-$0))) },
        Case("hard tanh", { $0.hardTanh() }) { $0 < -1 ? -1 : $0 > 1 ? 1 : $0 },
        Case("tanh shrink", { $0.tanhShrink() }) { $0 - tanh($0) },
        Case("soft shrink", { $0.softShrink() }) { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 },
        Case("hard shrink", { $0.hardShrink() }) { $0 > 0.5 || $0 < -0.5 ? $0 : 0 },
        Case("squareplus", { $0.squareplus() }) { ($0 + ($0 * $0 + 4).squareRoot()) / 2 },
        Case("sparse plus", { $0.sparsePlus() }) { $0 <= -1 ? 0 : $0 >= 1 ? $0 : ($0 + 1) * ($0 + 1) / 4 },
        Case("sparse sigmoid", { $0.sparseSigmoid() }) { $0 <= -1 ? 0 : $0 >= 1 ? 1 : ($0 + 1) / 2 },
        Case("threshold", { $0.threshold(0.3, value: -7) }) { $0 > 0.3 ? $0 : -7 },
    ]

    @Test(arguments: cases) func `activations follow their formulas`(_ activation: Case) throws {
        let points = [-9, -3, -2.5, -1, -0.75, -0.5, -1e-3, 0, 1e-3, 0.25, 0.5, 0.75, 1, 2.5, 3, 9.0]
        let builder = Builder()
        let x = builder.input(TensorType([points.count], .float64))
        let graph = try builder.finish([activation.said(x)])
        let values = try graph.evaluate(inputs: [Tensor(points)])[0].array(of: Double.self)
        for (point, value) in zip(points, values) {
            let expected = activation.formula(point)
            #expect(abs(value - expected) <= 1e-13 * max(1, abs(expected)), "\(value) at \(point), not \(expected)")
        }
    }

    @Test func `glu multiplies one half by the sigmoid of the other`() throws {
        let builder = Builder()
        let x = builder.input(TensorType([-1, 4], .float64))
        let graph = try builder.finish([x.glu()])
        let values = try graph.evaluate(inputs: [Tensor([[1.0, 2, 0, 3]])])[0].array(of: Double.self)
        #expect(zip(values, [0.5, 2 / (1 + exp(-3.0))]).allSatisfy { abs($0 - $1) < 1e-14 })
        #expect(x.glu().shape == [-1, 2])
        let odd = Builder()
        _ = odd.input(TensorType([2, 3])).glu()
        #expect(odd.error?.message.contains("even") == true)
    }
}
