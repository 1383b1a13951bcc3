extension Pass {
    /// Finds softmax and cross-entropy however they were spelled. It comes before gradients, which gain as much.
    ///
    /// `log(softmax(x))` becomes the log-softmax, which neither overflows nor loses small probabilities;
    /// `sum(one-hot(labels) · log-softmax(x))`, a row each, becomes minus the fused cross-entropy.
    package static let stabilize = Pass(name: "stabilize") { graph in
        /// The logits of a log-softmax over the last of two axes, however it is spelled.
        func logits(_ value: Graph.Value) -> Graph.Value? {
            let node = graph.nodes[value.node]
            switch node.operation {
            case let operation as LogSoftmax: return operation.axis == 1 ? node.inputs[0] : nil
            case is Log:
                let inner = graph.nodes[node.inputs[0].node]
                return (inner.operation as? Softmax)?.axis == 1 ? inner.inputs[0] : nil
            default: return nil
            }
        }
        /// The labels of a one-hot with as many classes as `type` has.
        func labels(_ value: Graph.Value, _ type: TensorType) -> Graph.Value? {
            let node = graph.nodes[value.node]
            guard node.operation is OneHot, node.types[0] == type else { return nil }
            return node.inputs[0]
        }
        return graph.rewritten { _, node, _, new in
            if node.operation is Log, let softmax = graph.nodes[node.inputs[0].node].operation as? Softmax {
                let inner = graph.nodes[node.inputs[0].node].inputs[0]
                return new.builder.apply(LogSoftmax(axis: softmax.axis), [new.symbol(inner)!])
            }
            if let sum = node.operation as? Sum, sum.axes == [1], !sum.keeping {
                let product = graph.nodes[node.inputs[0].node]
                guard product.operation is Multiply, product.types[0].shape.count == 2 else { return nil }
                for (hot, logarithm) in [(0, 1), (1, 0)] {
                    if let x = logits(product.inputs[logarithm]), let y = labels(product.inputs[hot], graph.type(of: x))
                    {
                        let fused = new.builder.apply(SparseSoftmaxCrossEntropy(), [new.symbol(x)!, new.symbol(y)!])
                        return [fused[0] * -1]
                    }
                }
            }
            return nil
        }
    }
}
