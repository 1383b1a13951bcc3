import MartletGraph
import MartletNumerics
import Testing

@Suite struct GradientTests {
    @Test func aPathWithoutDerivativeIsRefusedByName() {
        let builder = Builder()
        let x = builder.input(TensorType([4, 3]))
        let y = builder.within("head") {
            builder.apply(
                SparseSoftmaxCrossEntropyGradient(),
                [
                    builder.constant(Tensor.ones([4, 3])), builder.constant(Tensor([Int32](repeating: 0, count: 4))),
                    x.sum(axes: [1]),
                ])[0]
        }
        _ = builder.gradient(of: y.sum(), to: [x])
        #expect(builder.error?.path == "head")
        #expect("\(builder.error!)".contains("has no derivative"))
    }

    @Test func onlyNumbersHaveDerivatives() {
        let builder = Builder()
        let x = builder.input(TensorType([4, 3]))
        _ = builder.gradient(of: x, to: [x])
        #expect("\(builder.error!)".contains("must be one floating number"))
    }

    @Test func whatDoesNotMatterHasZeroDerivative() throws {
        let builder = Builder()
        let (x, unused) = (builder.input(TensorType([2])), builder.input(TensorType([3])))
        let gradients = builder.gradient(of: (x * x).sum(), to: [x, unused])
        let graph = try builder.finish(gradients)
        let values = try graph.evaluate(inputs: [Tensor([Float(1), 2]), Tensor([Float(1), 1, 1])], variables: [:])
        #expect(values[0] == Tensor([Float(2), 4]))
        #expect(values[1] == Tensor([Float(0), 0, 0]))
    }
}
