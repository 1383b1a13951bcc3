import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct FoldPadsTests {
    private static let sides: [(before: Int, after: Int)] = [(0, 0), (1, 2), (0, 1), (0, 0)]

    private func graph(
        _ sides: [(before: Int, after: Int)] = sides, value: Double = 0, padding: Padding = .valid, strides: Size2D = 2,
        readsTwice: Bool = false
    ) throws -> Graph {
        let builder = Builder()
        let (x, filters) = (builder.input(TensorType([2, 7, 6, 3])), builder.input(TensorType([3, 3, 3, 4])))
        let padded = x.padded(sides, value: value)
        let result = padded.convolved(with: filters, strides: strides, padding: padding)
        return try builder.finish(readsTwice ? [result, padded] : [result])
    }

    private func pads(_ graph: Graph) -> Int { graph.nodes.count { $0.operation is Pad } }

    /// The result is the same to the bit: the terms are, and their order.
    @Test(arguments: [Padding.valid, .explicit(before: [0, 2], after: [1, 0])], [Size2D(1, 1), Size2D(2, 2)])
    func zerosBecomePadding(padding: Padding, strides: Size2D) throws {
        let graph = try graph(padding: padding, strides: strides)
        let folded = graph.optimized
        #expect(pads(graph) == 1 && pads(folded) == 0)
        var generator = Generator("fold pads")
        let inputs = [[2, 7, 6, 3], [3, 3, 3, 4]].map { generator.tensor(TensorType($0), in: -1...1) }
        #expect(try folded.evaluate(inputs: inputs, variables: [:]) == graph.evaluate(inputs: inputs, variables: [:]))
    }

    private func pooled(_ pad: (before: Int, after: Int), rectified: Bool = true) throws -> Graph {
        let builder = Builder()
        let x = builder.input(TensorType([2, 7, 6, 3]))
        let padded = (rectified ? x.relu() : x).padded([(0, 0), pad, pad, (0, 0)])
        return try builder.finish([padded.maxPooled(3, strides: 2)])
    }

    /// Zeros are never larger than what a rectifier gives.
    @Test(arguments: [(1, 1), (0, 2), (2, 0)])
    func zerosBesideRectifiedImagesBecomePadding(before: Int, after: Int) throws {
        let graph = try pooled((before, after))
        let folded = graph.optimized
        #expect(pads(graph) == 1 && pads(folded) == 0)
        var generator = Generator("fold pads of pooling")
        let inputs = [generator.tensor(TensorType([2, 7, 6, 3]), in: -1...0.2)]
        #expect(try folded.evaluate(inputs: inputs) == graph.evaluate(inputs: inputs))
    }

    @Test func otherPadsStay() throws {
        #expect(pads(try pooled((1, 1), rectified: false).optimized) == 1)
        #expect(pads(try pooled((3, 1)).optimized) == 1)

        #expect(pads(try graph(value: 1).optimized) == 1)
        #expect(pads(try graph([(0, 0), (1, 1), (1, 1), (0, 0)], padding: .same).optimized) == 1)
        #expect(pads(try graph([(1, 0), (1, 1), (1, 1), (0, 0)]).optimized) == 1)
        #expect(pads(try graph(readsTwice: true).optimized) == 1)
    }
}
