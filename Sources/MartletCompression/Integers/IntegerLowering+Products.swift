import MartletGraph
import MartletNumerics

extension IntegerLowering {
    /// The bytes of what follows a product of bytes with rounded weights: bias, normalisation and bounds are part of how its
    /// sums become bytes. Nil if `value` is nothing of the kind.
    func product(_ value: Graph.Value, _ grid: IntegerGrid, _ new: Rewriter) -> Symbol? {
        let chain = ChannelChain(to: value, in: graph, fixed) { inner in
            self.grid(of: inner, new) != nil || !self.isReadOnce(inner)
        }
        if let input = self.grid(of: chain.source, new) { return scaled(chain, input, grid, new) }
        let node = graph.nodes[chain.source.node]
        guard chain.isFinite, isReadOnce(chain.source), let x = new.symbol(node.inputs.first ?? chain.source),
            let input = self.grid(x), var weights = weights(of: node)
        else { return nil }
        weights.scale(by: chain.scale)
        let bias = weights.bias(chain.shift, input)
        let name = graph.parameter(of: node.inputs[1])
        let ratio = Double(input.scale) / Double(grid.scale)
        let operands = [x] + declared(name, weights, Tensor(bias), scaledBy: ratio, new)
        let result = new.builder.apply(operation(node, input.range, grid.range), operands)[0]
        return chain.moves.reduce(result) { $0.apply(graph.nodes[$1].operation) }
    }

    /// A product of bytes with rounded weights whose result isn't rounded before something else reads it, as numbers; nil
    /// for other nodes.
    func product(_ index: Int, _ inputs: [Symbol], _ new: Rewriter) -> Symbol? {
        let node = graph.nodes[index]
        guard let x = inputs.first, let input = grid(x), !isRounded(Graph.Value(node: index)),
            let weights = weights(of: node)
        else { return nil }
        let bias = Tensor.zeros([weights.scales.count])
        let name = graph.parameter(of: node.inputs[1])
        let operands = [x] + declared(name, weights, bias, scaledBy: Double(input.scale), new)
        return new.builder.apply(operation(node, input.range, nil), operands)[0]
    }

    /// Bytes whose channels are scaled and shifted, as by batch normalisation that follows no product: a convolution of each
    /// channel by itself.
    private func scaled(
        _ chain: ChannelChain, _ input: IntegerGrid, _ grid: IntegerGrid, _ new: Rewriter
    ) -> Symbol? {
        let x = new.symbol(chain.source)!
        let (shape, channels) = (x.shape, chain.scale.count)
        guard chain.isFinite, let first = chain.steps.first, shape.count > 1,
            !shape.dropFirst().contains(where: { $0 <= 0 })
        else { return nil }
        var weights = IntegerWeights(ones: channels)
        weights.scale(by: chain.scale)
        let bias = weights.bias(chain.shift, input)
        let ratio = Double(input.scale) / Double(grid.scale)
        let images = x.reshaped([-1, 1, channels], keeping: 1)
        let path = graph.nodes[first].path
        let name = path.isEmpty ? "kernel" : "\(path)/kernel"
        let operands = [images] + declared(name, weights, Tensor(bias), scaledBy: ratio, new)
        let operation = QuantizedConvolution(groups: channels, input: input.range, output: grid.range)
        let result = new.builder.apply(operation, operands)[0].reshaped(Array(shape.dropFirst()), keeping: 1)
        return chain.moves.reduce(result) { $0.apply(graph.nodes[$1].operation) }
    }

    private func operation(
        _ node: Graph.Node, _ input: IntegerRange, _ output: IntegerRange?
    ) -> any MartletGraph.Operation {
        guard let convolution = node.operation as? Convolution else {
            return QuantizedMatMul(input: input, output: output)
        }
        return QuantizedConvolution(convolution.sliding, groups: convolution.groups, input: input, output: output)
    }

    /// Whether what becomes of a value, bias, normalisation and bounds at most, is rounded before something else reads it.
    private func isRounded(_ value: Graph.Value) -> Bool {
        var value = value
        while isReadOnce(value), let reader = readers[value.node].first {
            if quantizers[reader] != nil { return true }
            let node = graph.nodes[reader]
            guard node.types.count == 1,
                node.operation.elementwise != nil || node.inputs.count == 1
                    || node.operation is MartletGraph.Concatenate
            else { return false }
            value = Graph.Value(node: reader)
        }
        return false
    }

    /// The weights that a product multiplies, if it can do so in integers.
    func weights(of node: Graph.Node) -> IntegerWeights? {
        guard let product = node.operation.scalable, product.epilogue == Epilogue.none,
            let rounded = weights[node.inputs[1].node]
        else { return nil }
        switch node.operation {
        case is Convolution: return IntegerWeights(rounded, channels: rounded.shape.count - 1)
        case let product as MatMul where !product.transposeA && rounded.shape.count == 2:
            return IntegerWeights(rounded, channels: product.transposeB ? 0 : 1)
        default: return nil
        }
    }

    /// The operands of a product that come after what it multiplies: the weights, the bias, and the weights' scale by
    /// which the sums are multiplied, times a number.
    private func declared(
        _ name: String, _ weights: IntegerWeights, _ bias: Tensor, scaledBy ratio: Double, _ new: Rewriter
    ) -> [Symbol] {
        let biasName = name.hasSuffix("kernel") ? name.dropLast("kernel".count) + "bias" : name + "_bias"
        let scale = declared(name + "_scale", Tensor(weights.scales.map(Float.init)), new)
        return [
            declared(name, try? weights.tensor, new),
            bias.dtype == .int32 ? declared(biasName, bias, new) : new.builder.constant(bias),
            scale * new.builder.constant(Tensor(Float(ratio))),
        ]
    }
}
