import MartletGraph

extension Model {
    /// The layers in the order in which they were called, those within a layer before it: the rows of `summary`, which
    /// `freeze(layers:)` counts.
    public var layers: [LayerRecord] { graph.layers }

    /// What the outputs are called in logs: each after the layer that it comes from, or `output_0`, `output_1` where no
    /// layer or one for several is there.
    public var outputNames: [String] {
        let calls = graph.calls
        let layers = graph.outputs.map { output in
            calls.last { $0.outputs.contains(output) }?.layer.split(separator: "/").last.map(String.init)
        }
        return layers.enumerated().map { index, name in
            guard let name, layers.filter({ $0 == name }).count == 1 else { return "output_\(index)" }
            return name
        }
    }

    /// What an input is called in the summary; nil for what a layer gives.
    func inputName(of value: Graph.Value) -> String? {
        guard let placeholder = graph.nodes[value.node].operation as? Placeholder else { return nil }
        return graph.inputs.count == 1 ? "input" : "input_\(placeholder.index)"
    }
}

extension Model: CustomStringConvertible {
    /// The summary.
    public var description: String { summary }
}
