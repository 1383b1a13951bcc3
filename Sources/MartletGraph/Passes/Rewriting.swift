import MartletNumerics

/// A pass: graph → graph, computing the same numbers.
package struct Pass: Sendable {
    package var name: String
    package var run: @Sendable (Graph) -> Graph
}

extension Graph {
    /// Says the graph again node by node. `replace` may answer with other symbols for a node's outputs; where it
    /// answers nil the node stays as it is.
    package func rewritten(
        _ replace: (_ node: Node, _ inputs: [Symbol], _ index: Int, _ builder: Builder) -> [Symbol]?
    ) -> Graph {
        let builder = Builder()
        var map: [[Symbol]] = []
        map.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            let inputs = node.inputs.map { map[$0.node][$0.output] }
            map.append(
                builder.within(verbatim: node.path) {
                    replace(node, inputs, index, builder) ?? builder.apply(node.operation, inputs)
                })
        }
        return renamed(builder, map)
    }

    /// The graph that `builder` said, with outputs, updates, losses and probes carried over by `map`.
    private func renamed(_ builder: Builder, _ map: [[Symbol]]) -> Graph {
        precondition(builder.error == nil, "a pass made an invalid graph: \(builder.error!)")
        func new(_ value: Value) -> Value { map[value.node][value.output].value }
        var result = self
        result.nodes = builder.graph.nodes
        result.outputs = outputs.map(new)
        result.losses = losses.map(new)
        result.updates = updates.map { Update(parameter: $0.parameter, value: new($0.value)) }
        result.probes = probes.mapValues(new)
        return result
    }

    /// How many nodes, outputs and updates read each node.
    package func useCounts() -> [[Int]] {
        var counts = nodes.map { [Int](repeating: 0, count: $0.types.count) }
        for node in nodes { for input in node.inputs { counts[input.node][input.output] += 1 } }
        for value in outputs + losses + updates.map(\.value) + probes.values { counts[value.node][value.output] += 1 }
        return counts
    }
}

extension Builder {
    func within<R>(verbatim path: String, _ body: () -> R) -> R {
        path.isEmpty ? body() : within(path, body)
    }
}
