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
        var nodes: [Graph.Node] = []
        var position = [Int](repeating: -1, count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated() where alive[index] {
            position[index] = nodes.count
            var kept = node
            kept.inputs = node.inputs.map { .init(node: position[$0.node], output: $0.output) }
            nodes.append(kept)
        }
        var result = graph.renamed { value in
            position[value.node] < 0 ? nil : .init(node: position[value.node], output: value.output)
        }
        result.nodes = nodes
        return result
    }

    /// Leaves some state as it is in training.
    package static func forgetUpdates(of state: Set<String>) -> Pass {
        Pass(name: "forget updates") { graph in
            var result = graph
            result.updates.removeAll { state.contains($0.parameter) }
            return result
        }
    }

    /// Drops parameters that no node reads and nothing updates, as those are for which a pass put others.
    package static let removeUnread = Pass(name: "remove unread") { graph in
        let read = graph.nodes.compactMap { ($0.operation as? Variable)?.name }
        let kept = Set(read + graph.updates.map(\.parameter))
        var result = graph
        result.parameters.removeAll { !kept.contains($0.name) }
        return result
    }
}
