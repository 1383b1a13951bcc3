import MartletNumerics

/// A pass: graph → graph, computing the same numbers.
package struct Pass: Sendable {
    package var name: String
    package var run: @Sendable (Graph) -> Graph
}

/// A graph being said again: the new graph so far, and which symbols stand for the old values.
package final class Rewriter {
    package let builder = Builder()
    fileprivate var map: [[Symbol]] = []

    /// What stands for an old value that comes earlier; nil for a later one.
    package func symbol(_ value: Graph.Value) -> Symbol? {
        value.node < map.count ? map[value.node][value.output] : nil
    }
}

extension Graph {
    /// Says the graph again node by node. `replace` may answer with other symbols for a node's outputs; where it
    /// answers nil the node stays as it is.
    package func rewritten(
        _ replace: (_ index: Int, _ node: Node, _ inputs: [Symbol], _ new: Rewriter) -> [Symbol]?
    ) -> Graph {
        let new = Rewriter()
        new.map.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            let inputs = node.inputs.map { new.map[$0.node][$0.output] }
            new.map.append(
                new.builder.within(verbatim: node.path) {
                    replace(index, node, inputs, new) ?? new.builder.apply(node.operation, inputs)
                })
        }
        return renamed(new.builder, new.map)
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

extension Graph {
    /// Runs passes one after another.
    package func improved(by passes: [Pass]) -> Graph { passes.reduce(self) { $1.run($0).verified(after: $1.name) } }

    /// The numbers stay, the way to them gets shorter: what is done to every graph before it is planned.
    ///
    /// - Parameter fixed: whether a parameter keeps its value from run to run.
    package func optimized(fixed: @escaping @Sendable (Variable) -> Bool) -> Graph {
        improved(by: [
            .shareCommon, .foldConstants, .removeDead, .foldScales(fixed: fixed), .removeDead, .mergeSoftmax,
            .fuseEpilogues, .removeDead, .fuseElementwise, .removeDead,
        ])
    }

    /// The same where no parameter is fixed.
    package var optimized: Graph { optimized { _ in false } }
}
