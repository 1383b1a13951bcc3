import MartletGraph
import MartletNumerics

extension IntegerLowering {
    /// The bytes of what follows a product of bytes with rounded weights: bias, normalisation and bounds are part of how its
    /// sums become bytes. Nil if `value` is nothing of the kind.
    func product(_ value: Graph.Value, _ grid: IntegerGrid, _ new: Rewriter) -> Symbol? {
        let chain = ChannelChain(to: value, in: graph, fixed) { inner in
            self.grid(new.symbol(inner)!) != nil || !self.isReadOnce(inner)
        }
        let node = graph.nodes[chain.source.node]
        guard chain.isFinite, isReadOnce(chain.source), let x = new.symbol(node.inputs.first ?? chain.source),
            let input = self.grid(x), var weights = weights(of: node)
        else { return nil }
        weights.scale(by: chain.scale)
        let bias = weights.bias(chain.shift, input)
        let name = graph.parameter(of: node.inputs[1])
        let parameters = declared(name, weights, bias, new)
        // Input scale · weight scale / output scale
        let ratio = new.builder.constant(Tensor(Float(Double(input.scale) / Double(grid.scale))))
        let operands = [x, parameters.numbers, parameters.bias, parameters.scale * ratio]
        let operation: any MartletGraph.Operation
        if let convolution = node.operation as? Convolution {
            operation = QuantizedConvolution(
                convolution.sliding, groups: convolution.groups, input: input.range, output: grid.range)
        } else {
            operation = QuantizedMatMul(input: input.range, output: grid.range)
        }
        let result = new.builder.apply(operation, operands)[0]
        return chain.moves.reduce(result) { $0.apply(graph.nodes[$1].operation) }
    }

    /// The weights that a product multiplies, if it can do so in integers.
    private func weights(of node: Graph.Node) -> IntegerWeights? {
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

    private func declared(
        _ name: String, _ weights: IntegerWeights, _ bias: [Int32], _ new: Rewriter
    ) -> (numbers: Symbol, scale: Symbol, bias: Symbol) {
        let biasName = name.hasSuffix("kernel") ? name.dropLast("kernel".count) + "bias" : name + "_bias"
        return (
            declared(name, try? weights.tensor, new),
            declared(name + "_scale", Tensor(weights.scales.map(Float.init)), new),
            declared(biasName, Tensor(bias), new)
        )
    }
}
