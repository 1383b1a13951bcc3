import MartletGraph
public import MartletNN

extension Model {
    /// The model without quantizers, with the weights that training left: the float model that `quantizationAware` was
    /// asked of, trained on. Ranges are forgotten.
    ///
    /// - Throws: mistakes in the layers; `ModelError` for a model without quantizers.
    public func stripQuantization() throws -> Model {
        try checked()
        let quantizers = graph.quantizers
        if quantizers.isEmpty {
            throw ModelError.invalid(
                argument: "the model", reason: "has no quantizers; make them with quantizationAware")
        }
        let ranges = Set(quantizers.flatMap(\.ranges))
        return try rewritten { graph in
            try graph.transformed { _, node, inputs, _ in node.operation is FakeQuantize ? [inputs[0]] : nil }
                .improved(by: [.forgetUpdates(of: ranges), .removeDead, .removeUnread])
        }
    }
}

/// A quantizer in a graph.
struct GraphQuantizer {
    /// The node that rounds.
    var node: Int
    /// What it rounds.
    var input: Graph.Value
    /// How many steps lie between the least and the largest integer.
    var levels: Int
    /// The names of the state that holds the least and the largest number; empty if it isn't state.
    var ranges: [String]
}

extension Graph {
    /// The quantizers, in order.
    var quantizers: [GraphQuantizer] {
        nodes.indices.compactMap { index in
            guard let operation = nodes[index].operation as? FakeQuantize else { return nil }
            let grid = nodes[nodes[index].inputs[1].node]
            let ranges = grid.operation is QuantizationGrid ? grid.inputs.compactMap(storedState) : []
            return GraphQuantizer(
                node: index, input: nodes[index].inputs[0], levels: operation.levels, ranges: ranges)
        }
    }

    /// The name of the state that a value is in inference.
    private func storedState(_ value: Value) -> String? {
        let node = nodes[value.node]
        if let variable = node.operation as? Variable { return variable.name }
        return node.operation is Phase || node.operation is MartletGraph.Reshape
            ? storedState(read(node)[0]) : nil
    }
}
