extension Pass {
    /// `log(softmax(x))` becomes the log-softmax, which neither overflows nor loses small probabilities. It comes
    /// before gradients, which gain as much.
    package static let stabilize = Pass(name: "stabilize") { graph in
        graph.rewritten { _, node, _, new in
            guard node.operation is Log, let softmax = graph.nodes[node.inputs[0].node].operation as? Softmax
            else { return nil }
            return new.builder.apply(
                LogSoftmax(axis: softmax.axis), [new.symbol(graph.nodes[node.inputs[0].node].inputs[0])!])
        }
    }
}
