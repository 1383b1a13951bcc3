import MartletNumerics

extension Pass {
    /// Puts a bias, a rectifier, pooling after one, or a rectifier's mask into the product before it.
    package static let fuseEpilogues = Pass(name: "fuse epilogues") { graph in
        typealias Product = (operation: any EpilogueOperation, inputs: [Graph.Value])
        let uses = graph.useCounts()
        // What each old product has become, so that bias and rectifier can follow one another.
        var fused: [Graph.Value: Product] = [:]
        for (index, node) in graph.nodes.enumerated() {
            let value = Graph.Value(node: index)
            /// Puts `to` into the product that `source` is, if nothing else reads it and its epilogue is `from`.
            func take(_ source: Graph.Value, _ from: Epilogue, _ to: Epilogue, _ extra: [Graph.Value]) {
                guard uses[source.node][source.output] == 1, graph.type(of: source).dtype == .float32 else { return }
                let origin = graph.nodes[source.node]
                let own = (origin.operation as? any EpilogueOperation).map { Product($0, origin.inputs) }
                guard var product = fused[source] ?? own, product.operation.epilogue == from,
                    product.operation.takes(to, product.inputs.map(graph.type(of:)))
                else { return }
                product.operation.epilogue = to
                product.inputs += extra
                fused[value] = product
            }
            switch node.operation {
            case is Add:
                let width = node.types[0].shape.last
                for (source, bias) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])]
                where fused[value] == nil && graph.type(of: bias).shape.count == 1
                    && graph.type(of: bias).shape.last == width && graph.type(of: source) == node.types[0]
                {
                    take(source, .none, .bias, [bias])
                }
            case is Relu: take(node.inputs[0], .bias, .biasRelu, [])
            case let pool as MaxPool where pool == .halving: take(node.inputs[0], .biasRelu, .biasReluMaxPool, [])
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
