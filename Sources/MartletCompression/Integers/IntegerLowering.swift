import MartletGraph
import MartletNN
import MartletNumerics

/// Says a graph with quantizers again in integers: where a value is rounded to a grid of 256 numbers, its bytes stand for it.
///
/// Every node has a float form; integer forms go as far as they can, and what nothing reads in the end is left out.
final class IntegerLowering {
    let graph: Graph
    let fixed: FixedValues
    /// How often each value is read.
    let uses: [[Int]]
    var parameters = IntegerParameters()
    /// The grids of quantizers of activations, by their nodes.
    let quantizers: [Int: IntegerGrid]
    /// The nodes that read each node.
    let readers: [[Int]]
    /// What quantizers of weights round to, by their nodes.
    let weights: [Int: RoundedWeights]
    /// The grids of new values that are bytes.
    private var grids: [Graph.Value: IntegerGrid] = [:]
    /// New values that were bytes.
    private var floats: [Graph.Value: Symbol] = [:]

    /// - Parameter model: in inference, with ranges that were observed.
    init(_ model: Model) throws {
        graph = model.graph
        (uses, readers) = (graph.useCounts(), graph.readers)
        fixed = try FixedValues(model) { reader, input in
            !(reader.operation is FakeQuantize) || input > 0
        }
        var (quantizers, weights): ([Int: IntegerGrid], [Int: RoundedWeights]) = ([:], [:])
        for (index, node) in graph.nodes.enumerated() {
            guard let quantizer = node.operation as? FakeQuantize, let scale = fixed[node.inputs[1]],
                let zeroPoint = fixed[node.inputs[2]]
            else { continue }
            if fixed.isFixed[node.inputs[0].node] {
                weights[index] = RoundedWeights(
                    try model.value(of: node.inputs[0]), scale: scale, zeroPoint: zeroPoint, levels: quantizer.levels)
            } else if scale.count == 1, zeroPoint.count == 1 {
                quantizers[index] = IntegerGrid(
                    scale: scale.array(of: Float.self)[0], zeroPoint: zeroPoint.array(of: Float.self)[0],
                    levels: quantizer.levels)
            }
        }
        (self.quantizers, self.weights) = (quantizers, weights)
    }

    /// The graph in integers, its parameters named, and their values.
    func lowered() throws -> (graph: Graph, values: [String: Tensor]) {
        var outputs: [Graph.Value] = []
        let all = try graph.transformed(replacement) { new in
            outputs = self.graph.outputs.map { output in
                new.builder.within(self.graph.nodes[output.node].path) { self.float(new.symbol(output)!).value }
            }
        }
        return try parameters.named(in: all.leading(to: outputs).improved(by: [.removeUnread]))
    }

    private func replacement(_ index: Int, _ node: Graph.Node, _ inputs: [Symbol], _ new: Rewriter) -> [Symbol]? {
        if let grid = quantizers[index] { return [bytes(of: node.inputs[0], grid, new)] }
        if let rounded = weights[index] { return [weight(rounded, node, new)] }
        if let first = inputs.first, let grid = grids[first.value], let moved = moved(node, first, grid) {
            return [moved]
        }
        if let product = product(index, inputs, new) ?? bounded(index, inputs, new) { return [product] }
        return new.builder.apply(node.operation, inputs.map(float))
    }

    // MARK: Bytes

    /// The grid of a new value; nil if it is no bytes.
    func grid(_ symbol: Symbol) -> IntegerGrid? { grids[symbol.value] }

    /// The grid of what stands for an old value; nil if that is no bytes, or isn't there yet.
    func grid(of value: Graph.Value, _ new: Rewriter) -> IntegerGrid? { new.symbol(value).flatMap { grids[$0.value] } }

    /// Notes what bytes stand for.
    func noted(_ bytes: Symbol, _ grid: IntegerGrid) -> Symbol {
        grids[bytes.value] = grid
        return bytes
    }

    /// The bytes of what a grid rounds a value to.
    func bytes(of value: Graph.Value, _ grid: IntegerGrid, _ new: Rewriter) -> Symbol {
        let known = new.symbol(value)!
        if let own = grids[known.value], grid.holds(own) { return known }
        if let result = looked(up: value, grid, new) { return noted(result, grid) }
        if isReadOnce(value), let result = computed(value, grid, new) { return noted(result, grid) }
        return noted(new.builder.apply(Quantize(scale: grid.scale, range: grid.range), [float(known)])[0], grid)
    }

    func isReadOnce(_ value: Graph.Value) -> Bool { uses[value.node][value.output] == 1 }

    /// A new value as numbers.
    func float(_ symbol: Symbol) -> Symbol {
        guard let grid = grids[symbol.value] else { return symbol }
        if let known = floats[symbol.value] { return known }
        let result = symbol.apply(Dequantize(scale: grid.scale, range: grid.range))
        floats[symbol.value] = result
        return result
    }

    /// What computes the bytes of a value in integers; nil if nothing does.
    private func computed(_ value: Graph.Value, _ grid: IntegerGrid, _ new: Rewriter) -> Symbol? {
        let node = graph.nodes[value.node]
        if let bounds = graph.clipping(node) { return bytes(of: node.inputs[0], grid.clipped(to: bounds), new) }
        if node.operation is MartletGraph.Concatenate {
            return new.builder.apply(node.operation, node.inputs.map { bytes(of: $0, grid, new) })[0]
        }
        if node.operation.movesElements { return moved(node, bytes(of: node.inputs[0], grid, new), grid) }
        return product(value, grid, new) ?? sum(value, grid, new) ?? mean(value, grid, new)
    }

    /// What a node that hands on elements, or zeros, makes of bytes; nil for other nodes.
    private func moved(_ node: Graph.Node, _ bytes: Symbol, _ grid: IntegerGrid) -> Symbol? {
        guard node.operation.movesElements, node.inputs.count == 1 else { return nil }
        var operation = node.operation
        if var pad = operation as? Pad {
            pad.value = Double(grid.range.zero)
            operation = pad
        }
        return noted(bytes.apply(operation), grid)
    }

    // MARK: Weights

    /// Rounded weights where they aren't multiplied as integers: kept as such all the same.
    private func weight(_ rounded: RoundedWeights, _ node: Graph.Node, _ new: Rewriter) -> Symbol {
        let name = graph.parameter(of: node.inputs[0])
        let numbers = declared(name, try? rounded.tensor, new)
        let scale = declared(name + "_scale", rounded.scale, new)
        return numbers.cast(to: .float32) * scale
    }

    /// A parameter with its value.
    func declared(_ name: String, _ tensor: Tensor?, _ new: Rewriter) -> Symbol {
        guard let tensor else { preconditionFailure("'\(name)' has as many numbers as its shape") }
        return parameters.declare(name, tensor, new.builder)
    }
}

extension Graph {
    /// The parameter that a fixed value is made of first.
    func parameter(of value: Value) -> String {
        var value = value
        while !(nodes[value.node].operation is Variable), let first = nodes[value.node].inputs.first { value = first }
        let node = nodes[value.node]
        return (node.operation as? Variable)?.name ?? (node.path.isEmpty ? "kernel" : "\(node.path)/kernel")
    }

    /// The bounds within which a node keeps its first input.
    fileprivate func clipping(_ node: Node) -> ClosedRange<Double>? {
        switch node.operation {
        case is Relu: 0...Double.infinity
        case is MartletGraph.Minimum: scalar(node.inputs[1]).map { -Double.infinity...$0 }
        case is MartletGraph.Maximum: scalar(node.inputs[1]).map { $0...Double.infinity }
        default: nil
        }
    }

    /// The number that a value is if it is a constant of one.
    private func scalar(_ value: Value) -> Double? {
        guard let constant = nodes[value.node].operation as? Constant, constant.tensor.count == 1 else { return nil }
        let number = constant.tensor.array(of: Double.self)[0]
        return number.isNaN ? nil : number
    }
}

extension MartletGraph.Operation {
    /// Whether each element of its result is one of its only input's, or 0, so that bytes can be handed on.
    var movesElements: Bool {
        self is MartletGraph.Reshape || self is Transpose || self is Slice || self is Expand
            || (self as? Pad)?.value == 0 || self is MaxPool || self is Max
    }
}
