extension Pass {
    /// What flows back through max-pooling and then the rectifier whose results were pooled is computed at once.
    package static let fusePoolGradients = Pass(name: "fuse pool gradients") { graph in
        let uses = graph.useCounts()
        return graph.rewritten { _, node, _, new in
            guard node.operation is ReluGradient, let arriving = node.inputs.first,
                uses[arriving.node][arriving.output] == 1,
                var pooling = graph.nodes[arriving.node].operation as? MaxPoolGradient,
                case let sources = graph.nodes[arriving.node].inputs, sources[0] == node.inputs[1]
            else { return nil }
            pooling.rectifies = true
            return new.builder.apply(pooling, sources.map { new.symbol($0)! })
        }
    }
}
