import MartletNumerics

/// A pass: graph → graph, computing the same numbers.
package struct Pass: Sendable {
    package var name: String
    package var run: @Sendable (Graph) -> Graph
}

/// A graph being rebuilt: the new graph so far, and which symbols stand for the old values.
package final class Rewriter {
    package let builder = Builder()
    fileprivate var map: [[Symbol]] = []

    /// What stands for an old value that comes earlier; nil for a later one.
    package func symbol(_ value: Graph.Value) -> Symbol? {
        guard value.node < map.count else { return nil }
        let symbols = map[value.node]
        return symbols[min(value.output, symbols.count - 1)]  // what is poisoned has one symbol
    }
}

extension Graph {
    /// What a rewriting does with a node: it answers with other symbols for the node's outputs, or nil to leave it.
    package typealias Replacement = (_ index: Int, _ node: Node, _ inputs: [Symbol], _ new: Rewriter) -> [Symbol]?

    /// Says the graph again node by node, by a pass that can't fail.
    package func rewritten(_ replace: Replacement) -> Graph {
        do {
            return try transformed(replace)
        } catch {
            preconditionFailure("a pass made an invalid graph: \(error)")
        }
    }

    /// Says the graph again node by node, by a pass that may do more than find a shorter way to the same numbers.
    ///
    /// Both closures may declare parameters, update state and add losses through `new.builder`, as layers do; `replace`
    /// runs under the path of the node.
    ///
    /// - Parameter finally: runs when every old value has its symbol.
    /// - Throws: the first mistake made in saying it.
    package func transformed(
        _ replace: Replacement, finally: (_ new: Rewriter) -> Void = { _ in }
    ) throws(GraphError) -> Graph {
        let new = Rewriter()
        new.builder.graph.parameters = parameters
        new.map.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            let inputs = node.inputs.map { new.symbol($0)! }
            new.map.append(
                new.builder.within(verbatim: node.path) {
                    replace(index, node, inputs, new) ?? new.builder.apply(node.operation, inputs)
                })
        }
        finally(new)
        let said = try new.builder.finish([])
        var result = renamed { new.symbol($0)!.value }
        result.nodes = said.nodes
        result.parameters = said.parameters
        result.updates.removeAll { old in said.updates.contains { $0.parameter == old.parameter } }
        result.updates += said.updates
        result.losses += said.losses
        result.notes = result.notes?.joined(said.notes) ?? said.notes
        return result
    }

    /// The graph with the numbers of values exchanged in all that names them but the nodes.
    func renamed(_ new: (Value) -> Value?) -> Graph {
        var result = self
        result.outputs = outputs.map { new($0)! }
        result.losses = losses.map { new($0)! }
        result.updates = updates.map { Update(parameter: $0.parameter, value: new($0.value)!) }
        result.probes = probes.mapValues { new($0)! }
        result.notes = notes?.renamed(new)
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
    /// - Parameters:
    ///   - integers: in what numbers products of integers are computed; the graph's shapes are known if it has some.
    ///   - fixed: whether a parameter keeps its value from run to run.
    package func optimized(
        integers: IntegerMethod = .exact, fixed: @escaping @Sendable (Variable) -> Bool
    ) -> Graph {
        improved(by: [
            .integersAsFloats { FloatProducts($0, integers) },
            .shareCommon, .foldConstants, .foldPads, .removeDead, .foldScales(fixed: fixed), .removeDead, .moveStrides,
            .mergeSoftmax, .fusePoolGradients, .fuseBiasGradients, .fuseEpilogues, .removeDead, .fuseExpansions,
            .fuseElementwise, .removeDead,
        ])
    }

    /// The same where no parameter is fixed.
    package var optimized: Graph { optimized { _ in false } }
}
