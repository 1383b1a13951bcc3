import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct FoldScalesTests {
    private static let channels: Shape = [3]
    private static let vectors = ["bias", "mean", "variance", "gamma", "beta"]

    /// `((product + bias) − mean) · rsqrt(variance + ε) · gamma + beta`, as a layer of batch normalisation says it.
    private func normalized(_ product: Symbol, _ builder: Builder) -> Symbol {
        let v = Self.vectors.map { builder.variable(Variable(name: $0, shape: Self.channels)) }
        return (product + v[0] - v[1]) * ((v[2] + 1e-3).rsqrt() * v[3]) + v[4]
    }

    private func convolution(_ builder: Builder, groups: Int = 1) -> Symbol {
        builder.input(TensorType([2, 5, 5, 3])).convolved(
            with: builder.variable(Variable(name: "kernel", shape: [3, 3, 3 / groups, 3])), groups: groups)
    }

    private func values() -> [String: Tensor] {
        var generator = Generator("fold scales")
        var result = ["kernel": generator.tensor(TensorType([3, 3, 3, 3]), in: -1...1)]
        for name in Self.vectors { result[name] = generator.tensor(TensorType(Self.channels), in: 0.5...2) }
        return result
    }

    @Test func batchNormalizationMovesIntoTheFilters() throws {
        let builder = Builder()
        let graph = try builder.finish([normalized(convolution(builder), builder).relu()])
        let folded = graph.optimized { _ in true }
        let convolution = try #require(folded.nodes.last?.operation as? Convolution)
        #expect(convolution.epilogue == .biasRelu)
        var generator = Generator("images")
        let images = generator.tensor(TensorType([2, 5, 5, 3]), in: -1...1)
        let plain = try graph.evaluate(inputs: [images], variables: values())[0]
        let improved = try folded.evaluate(inputs: [images], variables: values())[0]
        #expect(improved.relativeError(to: plain) <= 1e-6)
    }

    @Test func whatChangesFromRunToRunStaysOutside() throws {
        let builder = Builder()
        let graph = try builder.finish([normalized(convolution(builder), builder)])
        let folded = graph.optimized { $0.name != "gamma" }
        #expect((folded.nodes.compactMap { $0.operation as? Convolution }).map(\.epilogue) == [.bias])
        #expect(!(folded.nodes.last?.operation is Convolution))
    }

    @Test func aProductThatIsReadTwiceStaysAsItIs() throws {
        let builder = Builder()
        let product = convolution(builder)
        let graph = try builder.finish([normalized(product, builder), product.sum()])
        #expect(!(graph.optimized { _ in true }.nodes.last?.operation is Convolution))
        #expect(graph.optimized { _ in true }.nodes.count { $0.operation is Convolution } == 1)
    }

    @Test func denseAndTransposedAndGroupedProductsFoldToo() throws {
        let cases: [(Builder) -> Symbol] = [
            { $0.input(TensorType([4, 3])).matmul($0.variable(Variable(name: "kernel", shape: [3, 3]))) },
            {
                $0.input(TensorType([2, 4, 4, 3])).convolvedTransposed(
                    with: $0.variable(Variable(name: "kernel", shape: [2, 2, 3, 3])), strides: 2, remainder: 1)
            },
            { convolution($0, groups: 3) },
        ]
        for said in cases {
            let builder = Builder()
            let graph = try builder.finish([normalized(said(builder), builder)])
            let folded = graph.optimized { _ in true }
            // One product on the input, and at most a bias after it.
            let last = try #require(folded.nodes.last)
            let operands = last.inputs.map { folded.nodes[$0.node].operation }
            #expect(last.operation is any ScalableOperation || operands.contains { $0 is any ScalableOperation })
            var generator = Generator("folding")
            let inputs = graph.inputs.map { generator.tensor($0, in: -1...1) }
            var variables = values()
            for case let variable as Variable in graph.nodes.map(\.operation) where variable.name == "kernel" {
                variables["kernel"] = generator.tensor(TensorType(variable.shape), in: -1...1)
            }
            let plain = try graph.evaluate(inputs: inputs, variables: variables)[0]
            let improved = try folded.evaluate(inputs: inputs, variables: variables)[0]
            #expect(improved.relativeError(to: plain) <= 1e-6)
        }
    }
}
