import MartletGraph
import MartletNumerics

/// Cross-entropies. Probabilities that come straight from a softmax or a sigmoid are taken back to its logits, as
/// Keras's TensorFlow backend does: nothing needs clipping then, and the gradient is exact however sure the network is.
extension Loss {
    static func binaryCrossentropy(_ y: Symbol, _ p: Symbol, _ fromLogits: Bool) -> Symbol {
        if let z = fromLogits ? p : p.argument(of: Sigmoid.self) {
            return y * (z * -1).softplus() + (1 - y) * z.softplus()
        }
        let p = p.clipped(to: epsilon...1 - epsilon)
        return (y * p.log() + (1 - y) * (1 - p).log()) * -1
    }

    static func categoricalCrossentropy(_ y: Symbol, _ p: Symbol, _ fromLogits: Bool) -> Symbol {
        let logarithms = p.logits(fromLogits)?.logSoftmax() ?? p.clippedProbabilities().log()
        return (y * logarithms).sum(axes: [-1]) * -1
    }

    static func sparseCrossentropy(_ y: Symbol, _ p: Symbol, _ fromLogits: Bool) -> Symbol {
        let classes = p.shape[p.rank - 1]
        guard p.rank >= 2 else {
            return p.builder.fail(
                GraphError(
                    operation: "sparse_categorical_crossentropy",
                    message: "takes predictions [batch, …, classes], not \(p.type)"))
        }
        guard let z = p.logits(fromLogits) else {
            let likelihood = (p.clippedProbabilities() * y.oneHot(depth: classes, dtype: p.dtype)).sum(axes: [-1])
            return likelihood.log() * -1
        }
        if z.rank == 2 { return z.builder.apply(SparseSoftmaxCrossEntropy(), [z, y])[0] }
        let rows = z.builder.apply(SparseSoftmaxCrossEntropy(), [z.reshaped([-1, classes]), y.reshaped([-1])])[0]
        return rows.reshaped(Array(z.shape.dropLast()))
    }
}

extension Symbol {
    /// What the operation that made this was applied to, if it is an `Operation`.
    fileprivate func argument<O: Operation>(of type: O.Type, where fits: (O) -> Bool = { _ in true }) -> Symbol? {
        let node = builder.graph.nodes[value.node]
        guard let operation = node.operation as? O, fits(operation) else { return nil }
        return builder.symbol(node.inputs[0])
    }

    /// The logits of a softmax over the last axis.
    fileprivate func logits(_ areLogits: Bool) -> Symbol? {
        areLogits ? self : argument(of: MartletGraph.Softmax.self) { $0.axis == rank - 1 }
    }

    /// Scaled to sum to 1 over the last axis and kept off 0 and 1.
    fileprivate func clippedProbabilities() -> Symbol {
        (self / sum(axes: [-1], keepingDimensions: true)).clipped(to: Loss.epsilon...1 - Loss.epsilon)
    }
}
