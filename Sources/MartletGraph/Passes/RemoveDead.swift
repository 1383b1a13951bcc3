extension Pass {
    /// Drops nodes that no output, update or probe depends on.
    package static let removeDead = Pass(name: "remove dead") { graph in
        var alive = [Bool](repeating: false, count: graph.nodes.count)
        for value in graph.outputs + graph.losses + graph.updates.map(\.value) + graph.probes.values {
            alive[value.node] = true
        }
        for index in graph.nodes.indices.reversed() where alive[index] {
            for input in graph.nodes[index].inputs { alive[input.node] = true }
        }
        var result = graph
        var position = [Int](repeating: -1, count: graph.nodes.count)
        result.nodes = []
        for (index, node) in graph.nodes.enumerated() where alive[index] {
            position[index] = result.nodes.count
            var kept = node
            kept.inputs = node.inputs.map { .init(node: position[$0.node], output: $0.output) }
            result.nodes.append(kept)
        }
        func new(_ value: Graph.Value) -> Graph.Value { .init(node: position[value.node], output: value.output) }
        result.outputs = graph.outputs.map(new)
        result.losses = graph.losses.map(new)
        result.updates = graph.updates.map { .init(parameter: $0.parameter, value: new($0.value)) }
        result.probes = graph.probes.mapValues(new)
        return result
    }
}
