import MartletNumerics

extension Pass {
    /// Puts a bias, a rectifier or a rectifier's mask into the matrix product before it.
    package static let fuseEpilogues = Pass(name: "fuse epilogues") { graph in
        let uses = graph.useCounts()
        /// The product that `value` is, if nothing else reads it and its epilogue is `epilogue`.
        func product(_ value: Graph.Value, _ epilogue: MatMul.Epilogue) -> MatMul? {
            guard uses[value.node][value.output] == 1, let matmul = graph.nodes[value.node].operation as? MatMul,
                matmul.epilogue == epilogue, graph.type(of: value).dtype == .float32
            else { return nil }
            return matmul
        }
        // What each old product has become, so that bias and rectifier can follow one another.
        var fused: [Graph.Value: (operation: MatMul, inputs: [Graph.Value])] = [:]
        for (index, node) in graph.nodes.enumerated() {
            let value = Graph.Value(node: index)
            func take(_ source: Graph.Value, _ from: MatMul.Epilogue, _ to: MatMul.Epilogue, _ extra: [Graph.Value]) {
                let before: (operation: MatMul, inputs: [Graph.Value])?
                if let chained = fused[source], chained.operation.epilogue == from,
                    uses[source.node][source.output] == 1
                {
                    before = chained
                } else {
                    before = product(source, from).map { ($0, graph.nodes[source.node].inputs) }
                }
                guard var (operation, inputs) = before else { return }
                operation.epilogue = to
                inputs += extra
                fused[value] = (operation, inputs)
            }
            switch node.operation {
            case is Add:
                let width = node.types[0].shape.last
                for (source, bias) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])]
                where fused[value] == nil && graph.type(of: bias).shape.count == 1
                    && graph.type(of: bias).shape.last == width && graph.type(of: source) == node.types[0]
                    && graph.nodes[source.node].inputs.count == 2
                    && graph.type(of: graph.nodes[source.node].inputs[1]).shape.count == 2
                {
                    take(source, .none, .bias, [bias])
                }
            case is Relu: take(node.inputs[0], .bias, .biasRelu, [])
            case is ReluGradient:
                if graph.type(of: node.inputs[1]) == node.types[0], node.inputs[1].node < node.inputs[0].node {
                    take(node.inputs[0], .none, .reluMask, [node.inputs[1]])
                }
            default: break
            }
        }
        return graph.rewritten { index, _, _, new in
            guard let (operation, inputs) = fused[.init(node: index)] else { return nil }
            return new.builder.apply(operation, inputs.map { new.symbol($0)! })
        }
    }
}
