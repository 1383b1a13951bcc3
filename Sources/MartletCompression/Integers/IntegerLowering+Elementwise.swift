import MartletGraph
import MartletNumerics

extension IntegerLowering {
    /// The bytes of a function of bytes, such as these in another grid, or a sigmoid, as a table of 256 bytes; nil if `value` is
    /// no such function.
    func looked(up value: Graph.Value, _ grid: IntegerGrid, _ new: Rewriter) -> Symbol? {
        let function = ElementwiseFunction(of: value, in: graph, fixed) { inner in
            self.grid(of: inner, new) != nil
        }
        guard let function, let source = function.source.map({ new.symbol($0)! }), let own = self.grid(source),
            let results = try? function.values(of: (-128...127).map(own.number)), results.count == 256
        else { return nil }
        let table = Tensor(results.map { Int8(grid.byte(for: $0)) })
        return source.apply(Lookup(), new.builder.constant(table))
    }

    /// The bytes of a function whose results have known bounds, where a product with rounded weights reads them: in TensorFlow
    /// Lite's grid, since a scheme rounds before such functions and not after. Nil for other nodes.
    func bounded(_ index: Int, _ inputs: [Symbol], _ new: Rewriter) -> Symbol? {
        let value = Graph.Value(node: index)
        guard let x = inputs.first, grid(x) != nil, isMultiplied(value) else { return nil }
        let grid =
            switch graph.nodes[index].operation {
            case is Sigmoid: IntegerGrid(scale: 1 / 256, zeroPoint: 0, levels: 255)
            case is Tanh: IntegerGrid(scale: 1 / 128, zeroPoint: 128, levels: 255)
            default: nil as IntegerGrid?
            }
        return grid.flatMap { grid in looked(up: value, grid, new).map { noted($0, grid) } }
    }

    /// Whether products with rounded weights alone read a value, handed on at most.
    private func isMultiplied(_ value: Graph.Value) -> Bool {
        let readers = readers[value.node]
        return readers.count == uses[value.node][value.output] && !readers.isEmpty
            && readers.allSatisfy { reader in
                let node = graph.nodes[reader]
                if node.operation.movesElements { return isMultiplied(Graph.Value(node: reader)) }
                return node.inputs.first == value && weights(of: node) != nil
            }
    }

    /// The bytes of the sum of two tensors of bytes, perhaps times a number; nil if `value` is none.
    func sum(_ value: Graph.Value, _ grid: IntegerGrid, _ new: Rewriter) -> Symbol? {
        let chain = ChannelChain(to: value, in: graph, fixed) { !self.isReadOnce($0) }
        let node = graph.nodes[chain.source.node]
        guard node.operation is MartletGraph.Add, node.inputs.count == 2, isReadOnce(chain.source),
            let factor = chain.scale.first, factor > 0, chain.scale.allSatisfy({ $0 == factor }),
            chain.shift.allSatisfy({ $0 == 0 })
        else { return nil }
        let operands = node.inputs.map { new.symbol($0)! }
        let inputs = operands.compactMap { self.grid($0) }
        let scales = inputs.map { Float(Double($0.scale) * factor / Double(grid.scale)) }
        guard inputs.count == 2, operands[0].type == operands[1].type, scales.min()! > 0,
            (0x1p-10..<0x1p8).contains(scales.max()!)
        else { return nil }
        let sum = QuantizedAdd(scales: scales, zeros: inputs.map(\.range.zero), output: grid.range)
        return chain.moves.reduce(new.builder.apply(sum, operands)[0]) { $0.apply(graph.nodes[$1].operation) }
    }

    /// The bytes of means of bytes, over windows or all pixels; nil if `value` is none.
    func mean(_ value: Graph.Value, _ grid: IntegerGrid, _ new: Rewriter) -> Symbol? {
        let node = graph.nodes[value.node]
        guard let input = node.inputs.first, let x = new.symbol(input), let own = self.grid(x) else { return nil }
        func pooled(_ window: Size2D, _ sliding: Sliding, _ x: Symbol) -> Symbol {
            x.apply(
                QuantizedAveragePool(
                    window, sliding, scale: Float(Double(own.scale) / Double(grid.scale)), zero: own.range.zero,
                    output: grid.range))
        }
        if let pool = node.operation as? AveragePool { return pooled(pool.window, pool.sliding, x) }
        // Over all between the batch and the channels: a row of pixels, and one window.
        guard let mean = node.operation as? Mean, x.rank > 2, mean.axes == Array(1..<x.rank - 1),
            let pixels = try? Shape(x.shape[1..<x.rank - 1]).checkedElementCount, pixels > 0, pixels <= 1 << 20,
            !x.shape.dropFirst().contains(where: { $0 < 0 })
        else { return nil }
        let (channels, row) = (x.shape[x.rank - 1], Size2D(1, pixels))
        let result = pooled(row, Sliding(), x.reshaped([1, pixels, channels], keeping: 1))
        return result.reshaped(Array(node.types[0].shape.dropFirst()), keeping: 1)
    }
}
