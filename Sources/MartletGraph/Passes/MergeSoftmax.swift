extension Pass {
    /// Where both the softmax of logits and their cross-entropy are wanted, one kernel gives both.
    package static let mergeSoftmax = Pass(name: "merge softmax") { graph in
        // The last cross-entropy of each logits whose labels are known before the softmax.
        var merged: [Int: Int] = [:]
        for (index, node) in graph.nodes.enumerated()
        where node.operation is SparseSoftmaxCrossEntropy || node.operation is SoftmaxCrossEntropy {
            let softmax = graph.nodes.indices.first {
                graph.nodes[$0].operation.isLastAxisSoftmax && graph.nodes[$0].inputs == [node.inputs[0]]
            }
            if let softmax, softmax < index, node.inputs[1].node < softmax { merged[softmax] = index }
        }
        var early: [Int: [Symbol]] = [:]
        return graph.rewritten { index, node, inputs, new in
            if let later = merged[index] {
                let both = new.builder.apply(
                    graph.nodes[later].operation, graph.nodes[later].inputs.map { new.symbol($0)! })
                early[later] = both
                return [both[1]]
            }
            return early[index]
        }
    }
}

extension Operation {
    /// Whether this is the softmax over the last of two axes.
    fileprivate var isLastAxisSoftmax: Bool { (self as? Softmax)?.axis == 1 }
}
