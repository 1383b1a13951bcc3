import MartletNumerics

extension Pass {
    /// A convolution of 1 × 1 and the depthwise one that alone reads it become one operation, which keeps what lies between
    /// them in the caches near a core.
    package static let fuseExpansions = Pass(name: "fuse expansions") { graph in
        let uses = graph.useCounts()
        return graph.rewritten { _, node, inputs, new in
            guard let depthwise = node.operation as? Convolution, depthwise.groups > 1, let images = node.inputs.first,
                uses[images.node][images.output] == 1,
                let expansion = graph.nodes[images.node].operation as? Convolution, expansion.groups == 1
            else { return nil }
            let sources = graph.nodes[images.node].inputs
            let both = ExpandedConvolution(expansion, depthwise)
            guard both.pays(graph.type(of: sources[0]), graph.type(of: sources[1]), graph.type(of: node.inputs[1]))
            else { return nil }
            return new.builder.apply(both, sources.map { new.symbol($0)! } + inputs.dropFirst())
        }
    }
}
