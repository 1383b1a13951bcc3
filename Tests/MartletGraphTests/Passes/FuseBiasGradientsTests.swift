import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct FuseBiasGradientsTests {
    /// The derivatives by a convolution's filters and by what is done to its results with a bias.
    private func graph(
        _ dtype: DType = .float32, _ biased: (_ results: Symbol, _ bias: Symbol) -> Symbol
    ) throws -> Graph {
        let builder = Builder()
        let images = builder.input(TensorType([2, 9, 11, 16], dtype))
        let filters = builder.input(TensorType([3, 3, 16, 17], dtype)), bias = builder.input(TensorType([17], dtype))
        let results = biased(images.convolved(with: filters, padding: .same), bias)
        return try builder.finish(builder.gradient(of: (results * results).sum(), to: [filters, bias]))
    }

    private func fused(_ graph: Graph) -> Int {
        graph.nodes.count { ($0.operation as? ConvolutionFilterGradient)?.hasBias == true }
    }

    @Test(arguments: [1, 2]) func bothAreComputedAtOnce(threads: Int) throws {
        let graph = try graph { ($0 + $1).relu() }
        #expect(fused(graph) == 0)
        #expect(fused(graph.optimized) == 1)
        #expect(!graph.optimized.nodes.contains { ($0.operation as? Sum)?.axes == [0, 1, 2] })
        var generator = Generator("fuse bias gradients")
        let inputs = graph.inputs.map { generator.tensor($0, in: -1...1) }
        let results = [graph, graph.optimized].map { graph in
            Plan(
                graph, wanted: graph.outputs.enumerated().map { ($1, .output($0)) }, banks: [], threads: threads
            ).run(inputs)
        }
        #expect(results[0][0] == results[1][0])
        #expect(results[1][1].shape == [17])
        // Either is a sum of 198 numbers, none of them negative, each of which may be rounded so often.
        for (plain, atOnce) in zip(results[0][1].array(of: Float.self), results[1][1].array(of: Float.self)) {
            #expect(abs(plain - atOnce) <= 2 * 198 * Float.ulpOfOne / 2 * plain)
        }
    }

    /// What scales results isn't a bias, what is added after pooling isn't the convolution's, and float64 has no such kernel.
    @Test func othersStayApart() throws {
        #expect(try fused(graph { $0 * $1 }.optimized) == 0)
        #expect(try fused(graph { $0.maxPooled(2) + $1 }.optimized) == 0)
        #expect(try fused(graph(.float64) { $0 + $1 }.optimized) == 0)
    }
}
