import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct FuseExpansionsTests {
    /// An inverted residual's first half, of images of so many rows and columns.
    private func graph(
        _ size: Int, channels: Int = 24, expanded: Int = 96, strides: Size2D = 1, readsTwice: Bool = false
    ) throws -> Graph {
        let builder = Builder()
        let images = builder.input(TensorType([2, size, size, channels]))
        let (filters, bias) = (
            builder.input(TensorType([1, 1, channels, expanded])), builder.input(TensorType([expanded]))
        )
        let (taps, last) = (builder.input(TensorType([3, 3, 1, expanded])), builder.input(TensorType([expanded])))
        let wide = (images.convolved(with: filters) + bias).relu()
        let result = (wide.convolved(with: taps, strides: strides, padding: .same, groups: expanded) + last).relu()
        return try builder.finish(readsTwice ? [result, wide] : [result])
    }

    private func joined(_ graph: Graph) -> Int { graph.optimized.nodes.count { $0.operation is ExpandedConvolution } }

    /// The result is the same to the bit, also where the kernel doesn't do both and each is made by itself.
    @Test(arguments: [Size2D(1, 1), Size2D(2, 2)], [ConvolutionMethod.automatic, .im2col])
    func theResultStays(strides: Size2D, method: ConvolutionMethod) throws {
        let graph = try graph(30, strides: strides)
        #expect(joined(graph) == 1)
        let apart = graph.improved(by: [.fuseEpilogues, .removeDead])
        var generator = Generator("fuse expansions")
        let inputs = graph.inputs.map { generator.tensor($0, in: -1...1) }
        for threads in [1, 2] {
            let results = [graph.optimized, apart].map { graph in
                Plan(
                    graph, wanted: [(graph.outputs[0], .output(0))], banks: [], threads: threads,
                    options: PlanOptions(convolution: method)
                ).run(inputs)
            }
            #expect(results[0] == results[1])
        }
    }

    @Test func whatIsReadTwiceStaysApart() throws {
        #expect(try joined(graph(10)) == 1)
        #expect(try joined(graph(30, readsTwice: true)) == 0)
    }
}
