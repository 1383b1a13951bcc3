import MartletGraph
import MartletNumerics
import Testing

/// Products of integers that are made in float32 give what integers give, but for a few results that lie a step apart.
@Suite struct IntegersAsFloatsTests {
    private static let grid = IntegerRange(zero: -7)

    /// Quantized images through a convolution, and what `body` makes of it.
    private func graph(_ body: (Builder, Symbol) -> Symbol) throws -> Graph {
        let builder = Builder()
        let images = builder.input(TensorType([2, 8, 8, 4]))
        let bytes = images.apply(Quantize(scale: 0.02, range: Self.grid))
        return try builder.finish([body(builder, convolved(builder, bytes))])
    }

    private func convolved(_ builder: Builder, _ x: Symbol, filters: Int = 4, input: Int = -7) -> Symbol {
        let count = 9 * x.shape[3] * filters
        let weights = (0..<count).map { Int8(truncatingIfNeeded: $0 * 37 % 255 - 127) }
        return builder.apply(
            QuantizedConvolution(
                Sliding(padding: .same), input: IntegerRange(zero: input), output: IntegerRange(zero: -7, low: -100)),
            [
                x, builder.constant(try! Tensor(weights, shape: [3, 3, x.shape[3], filters])),
                builder.constant(Tensor((0..<Int32(filters)).map { $0 * 300 - 500 })),
                builder.constant(Tensor((0..<filters).map { 0.0004 + 0.0001 * Float($0) })),
            ])[0]
    }

    private func check(_ graph: Graph, first: Bool = true, all: Bool = true) throws -> [String] {
        let places = graph.nodes.indices.filter { graph.nodes[$0].operation.integerProduct != nil }
        let chosen = all ? places : [places[first ? 0 : 1]]
        let pass = Pass.integersAsFloats { graph in
            FloatProducts(graph) { _, node in
                chosen.contains { graph.nodes[$0].inputs == node.inputs } ? ("it is asked for", false) : nil
            }
        }
        let floats = graph.improved(by: [pass, .removeDead])
        let x = try Tensor((0..<512).map { Float($0 * 29 % 255) * 0.02 - 2.5 }, shape: [2, 8, 8, 4])
        let expected = try graph.evaluate(inputs: [x])[0], actual = try floats.evaluate(inputs: [x])[0]
        #expect(actual.dtype == expected.dtype && actual.shape == expected.shape)
        let differences = zip(expected.array(of: Double.self), actual.array(of: Double.self)).map { abs($0 - $1) }
        #expect(differences.max()! <= 1 && differences.count { $0 > 0 } * 100 <= differences.count)
        return floats.nodes.map(\.operation.name).filter {
            !["Constant", "Placeholder", "Cast", "Multiply"].contains($0)
        }
    }

    @Test func whatIsHandedOnStaysWhole() throws {
        let graph = try graph { builder, y in
            let pooled = y.maxPooled(2).padded([(0, 0), (1, 1), (1, 1), (0, 0)], value: -7)
            let joined = [pooled, convolved(builder, pooled)].concatenated()
            return joined.apply(Dequantize(scale: 1, range: IntegerRange(zero: -7)))
        }
        let chain = ["Convolution", "Add", "Maximum", "Minimum", "Round"]
        #expect(
            try check(graph) == ["Maximum", "Minimum", "Round"] + chain + ["MaxPool", "Pad"] + chain + ["Concatenate"])
    }

    @Test func bytesAndNumbersMeet() throws {
        let graph = try graph { builder, y in
            let z = convolved(builder, y)
            return builder.apply(
                QuantizedAdd(scales: [0.713, 0.417], zeros: [-7, -7], output: IntegerRange(zero: 3)), [y, z])[0]
                .reshaped([2, 256])
        }
        let chain = ["Convolution", "Add", "Maximum", "Minimum", "Round"]
        #expect(
            try check(graph, first: false, all: false)
                == ["Quantize", "QuantizedConvolution", "Dequantize"] + chain + ["Quantize", "QuantizedAdd", "Reshape"])
        #expect(try check(graph).suffix(6) == ["Add", "Maximum", "Minimum", "Round", "Reshape", "Quantize"])
    }

    /// Which byte stands for 0 may differ from one operation to the next in a file that nobody made so.
    @Test func zerosThatDoNotFit() throws {
        let graph = try graph { builder, y in
            convolved(builder, y, input: 11).apply(Dequantize(scale: 1, range: IntegerRange(zero: 2)))
        }
        _ = try check(graph)
    }

    /// Some products are made in float32 only where their results are read so.
    @Test func productsBesideOthers() throws {
        let graph = try graph { builder, y in
            let z = convolved(builder, y.maxPooled(2))
            return convolved(builder, z).apply(Dequantize(scale: 1, range: Self.grid))
        }
        let places = graph.nodes.indices.filter { graph.nodes[$0].operation.integerProduct != nil }
        func chosen(_ strong: Int) -> [Int] {
            FloatProducts(graph) { _, node in
                ("it is asked for", graph.nodes[places[strong]].inputs != node.inputs)
            }.reasons.keys.sorted()
        }
        #expect((0..<3).map(chosen) == [[places[0]], Array(places[..<2]), places])
    }

    @Test func graphsWithoutIntegersStay() throws {
        let builder = Builder()
        let graph = try builder.finish([builder.input(TensorType([2, 3])).relu()])
        #expect(
            graph.improved(by: [.integersAsFloats { FloatProducts($0, .automatic) }]).description == graph.description)
    }
}
