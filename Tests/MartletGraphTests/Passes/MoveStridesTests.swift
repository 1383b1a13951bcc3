import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct MoveStridesTests {
    /// The end of a residual block: images, a 3 × 3 filter that makes them, 1 × 1 filters, and what is added to their results.
    private struct Block {
        var size = 8
        var kernel = 3
        var sliding = Sliding(padding: .same)
        var readers = [Sliding(strides: 2), Sliding(strides: 2, padding: .same)]
        var readerKernel = 1
        var isProbed = false
        var readsInputToo = true

        func graph() throws -> Graph {
            let builder = Builder()
            let x = builder.input(TensorType([2, size, size + 1, 3]))
            let filters = builder.input(TensorType([kernel, kernel, 3, 5]))
            let widening = builder.input(TensorType([1, 1, 5, 3]))
            let bias = builder.input(TensorType([3]))
            let narrowing = builder.input(TensorType([readerKernel, readerKernel, 3, 4]))
            let inner = x.apply(Convolution(sliding), filters).relu().convolved(with: widening)
            let sum = (readsInputToo && inner.shape == x.shape ? inner + bias + x : inner + bias).relu()
            let results = readers.map { sum.apply(Convolution($0), narrowing) }
            return try builder.finish(results + (isProbed ? [sum] : []))
        }
    }

    private func strides(_ graph: Graph) -> [Size2D] {
        graph.nodes.compactMap { ($0.operation as? Convolution)?.sliding.strides }
    }

    private func picks(_ graph: Graph) -> Int { graph.nodes.count { ($0.operation as? MaxPool)?.window == 1 } }

    /// By the definition of each operation, what is left is computed from the same terms in the same order.
    private func expectEqual(_ moved: Graph, _ graph: Graph) throws {
        var generator = Generator("move strides")
        let inputs = graph.nodes.filter { $0.operation is Placeholder }.map {
            generator.tensor($0.types[0], in: -100...100)
        }
        #expect(try moved.evaluate(inputs: inputs) == graph.evaluate(inputs: inputs))
    }

    /// Both filters before the strides skip pixels; those of the input, which the first filter reads too, are picked.
    @Test(arguments: [7, 8], [Padding.same, .causal, .explicit(before: 1, after: 1)])
    func whatIsSkippedIsNotComputed(size: Int, padding: Padding) throws {
        let graph = try Block(size: size, sliding: Sliding(padding: padding)).graph()
        let moved = graph.improved(by: [.moveStrides])
        #expect(strides(graph) == [1, 1, 2, 2])
        #expect(strides(moved) == [2, 1, 1, 1])
        #expect(picks(moved) == 1)
        try expectEqual(moved, graph)
    }

    @Test func stridesMultiply() throws {
        let graph = try Block(
            sliding: Sliding(strides: [2, 1], padding: .same), readers: [Sliding(strides: [2, 3])]
        ).graph()
        let moved = graph.improved(by: [.moveStrides])
        #expect(strides(moved) == [[4, 3], 1, 1])
        #expect(picks(moved) == 0)
        try expectEqual(moved, graph)
    }

    /// Whatever reads the pixels between: another reader, other strides, larger windows, padding, the caller.
    @Test func whatIsReadStays() throws {
        let two = Sliding(strides: 2)
        for block in [
            Block(readers: [two, Sliding()]), Block(readers: [two, Sliding(strides: 3)]),
            Block(readers: [two], readerKernel: 2), Block(readers: [two, two], isProbed: true),
            Block(readers: [Sliding(strides: 2, padding: .explicit(before: 1, after: 0))]),
        ] {
            let graph = try block.graph()
            #expect(strides(graph.improved(by: [.moveStrides])) == strides(graph))
            #expect(picks(graph.improved(by: [.moveStrides])) == 0)
        }
    }

    /// Where no convolution would compute less, nothing is picked.
    @Test func imagesOfTheCallerStay() throws {
        let builder = Builder()
        let (x, filters) = (builder.input(TensorType([2, 6, 6, 3])), builder.input(TensorType([1, 1, 3, 4])))
        let graph = try builder.finish([(x + 1).relu().convolved(with: filters, strides: 2)])
        #expect(strides(graph.improved(by: [.moveStrides])) == [2] && picks(graph.improved(by: [.moveStrides])) == 0)
        try expectEqual(graph.improved(by: [.moveStrides]), graph)
    }

    /// Sums of integers are the same to the bit.
    @Test func integersToo() throws {
        let builder = Builder()
        let x = builder.input(TensorType([1, 7, 7, 4], .int8))
        let ranges = (IntegerRange(zero: 3), IntegerRange(zero: -5, low: -100))
        func convolved(_ x: Symbol, _ kernel: Int, _ sliding: Sliding, from range: IntegerRange) -> Symbol {
            let filters = builder.input(TensorType([kernel, kernel, 4, 4], .int8))
            let bias = builder.input(TensorType([4], .int32))
            let scale = builder.constant(Tensor.full(0.001, shape: [4], dtype: .float32))
            return x.apply(QuantizedConvolution(sliding, input: range, output: ranges.1), filters, bias, scale)
        }
        let inner = convolved(x, 3, Sliding(padding: .same), from: ranges.0)
        let sum = inner.apply(QuantizedAdd(scales: [0.5, 0.7], zeros: [-5, 3], output: ranges.1), x)
        let graph = try builder.finish([convolved(sum, 1, Sliding(strides: 2), from: ranges.1)])
        let moved = graph.improved(by: [.moveStrides])
        #expect(moved.nodes.compactMap { ($0.operation as? QuantizedConvolution)?.sliding.strides } == [2, 1])
        #expect(picks(moved) == 1)
        try expectEqual(moved, graph)
    }
}
