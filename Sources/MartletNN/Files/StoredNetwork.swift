import MartletGraph
import MartletNumerics

/// A model's graph with its layers as a file holds it, in one object.
struct StoredNetwork {
    var graph: StoredGraph
    var notes: Notes

    /// What this target notes of a graph.
    struct Notes: Codable {
        var layers: [LayerRecord]
        /// Missing in files of before layers were exported.
        var calls: [LayerCall]?

        /// - Throws: `ModelFileFault` for paths that layers can't have, or calls of none.
        func check() throws {
            var paths: Set<String> = []
            for (index, layer) in layers.enumerated() {
                if let objection = LayerNames.objection(to: layer.path) {
                    throw ModelFileFault("layer \(index)", objection)
                }
                guard paths.insert(layer.path).inserted else {
                    throw ModelFileFault("layer '\(layer.path)'", "it occurs twice; paths must be unique")
                }
            }
            for call in calls ?? [] {
                guard paths.contains(call.layer), !call.inputs.isEmpty, !call.outputs.isEmpty else {
                    throw ModelFileFault(
                        "call of layer '\(call.layer)'",
                        "it must name a layer, at least one input and at least one output")
                }
            }
        }
    }
}

extension StoredNetwork: Codable {
    init(from decoder: any Decoder) throws { try self.init(graph: .init(from: decoder), notes: .init(from: decoder)) }

    func encode(to encoder: any Encoder) throws {
        try graph.encode(to: encoder)
        try notes.encode(to: encoder)
    }
}

extension StoredNetwork {
    /// What is kept of a traced graph. Initializers aren't: the file has the parameters themselves.
    init(_ graph: Graph) {
        self.graph = StoredGraph(graph)
        notes = Notes(layers: graph.layers, calls: graph.calls)
    }

    /// The graph, after checking everything that the engine relies on.
    ///
    /// - Throws: `ModelFileFault`.
    func graph(constants: [Tensor]) throws -> Graph {
        do {
            var graph = try self.graph.graph(constants: constants)
            try notes.check()
            for call in notes.calls ?? [] {
                try ModelFileFault.within("call of layer '\(call.layer)'") {
                    for value in call.inputs + call.outputs { _ = try graph.checkedType(of: value) }
                }
            }
            graph.notes = LayerNotes(layers: notes.layers, calls: notes.calls ?? [])
            return graph
        } catch let error as GraphError {
            throw ModelFileFault(error.operation, error.message)
        }
    }
}
