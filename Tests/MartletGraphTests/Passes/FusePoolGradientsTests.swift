import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct FusePoolGradientsTests {
    /// The derivative by what a rectifier takes, whose results are pooled, or something of them is.
    private func graph(_ pooled: (Symbol) -> Symbol = { $0 }) throws -> Graph {
        let builder = Builder()
        let images = builder.input(TensorType([2, 7, 9, 5]))
        let weights = builder.input(TensorType([2, 4, 5, 5]))
        let pools = pooled(images.relu()).maxPooled(3, strides: 2, padding: .same)
        return try builder.finish(builder.gradient(of: (pools * weights).sum(), to: [images]))
    }

    private func fused(_ graph: Graph) -> Int {
        graph.optimized.nodes.count { ($0.operation as? MaxPoolGradient)?.rectifies == true }
    }

    @Test func theResultStaysToTheBit() throws {
        let graph = try graph()
        #expect(fused(graph) == 1)
        #expect(!graph.optimized.nodes.contains { $0.operation is ReluGradient })
        var generator = Generator("fuse pool gradients")
        let inputs = graph.inputs.map { generator.tensor($0, in: -1...1) }
        let results = [graph, graph.optimized].map { graph in
            Plan(graph, wanted: [(graph.outputs[0], .output(0))], banks: [], threads: 2).run(inputs)
        }
        #expect(results[0] == results[1])
    }

    /// Here what is pooled isn't what the rectifier masks by, and there the rectifier passes on what comes from elsewhere.
    @Test func othersStayApart() throws {
        #expect(try fused(graph { $0 + 1 }) == 0)
        #expect(try fused(graph { $0.exp() + $0 }) == 0)
    }
}
