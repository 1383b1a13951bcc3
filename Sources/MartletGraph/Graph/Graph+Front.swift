import MartletNumerics

extension Graph {
    /// The values at which the front ends that training doesn't change: rows that depend on inputs and fixed parameters
    /// alone, without random numbers, and that something else reads.
    ///
    /// - Parameters:
    ///   - isFixed: whether training leaves a parameter as it is.
    ///   - isFrozen: whether the layer at a path works as in inference.
    package func front(isFixed: (Variable) -> Bool, isFrozen: (String) -> Bool) -> [Value] {
        /// What a node depends on: parameters and constants; besides, its row of the inputs; anything.
        enum Dependence { case parameters, row, anything }
        func read(_ node: Node) -> [Value] {
            guard let phase = node.operation as? Phase else { return node.inputs }
            return phase.followsFreezing && isFrozen(node.path) ? [node.inputs[1]] : node.inputs
        }
        var dependences: [Dependence] = []
        for node in nodes {
            let inputs = read(node).map { dependences[$0.node] }
            switch node.operation {
            case is Placeholder: dependences.append(.row)
            case is Constant: dependences.append(.parameters)
            case let variable as Variable: dependences.append(isFixed(variable) ? .parameters : .anything)
            case is Random: dependences.append(.anything)
            case is Phase where inputs.count > 1: dependences.append(.anything)
            default:
                if inputs.contains(.anything) {
                    dependences.append(.anything)
                } else if inputs.contains(.row) {
                    // Without the batch's axis it says something of all rows, such as their mean.
                    dependences.append(node.types.allSatisfy { $0.shape.first == -1 } ? .row : .anything)
                } else {
                    dependences.append(.parameters)
                }
            }
        }
        var isAlive = [Bool](repeating: false, count: nodes.count)
        var front: Set<Value> = []
        let results = outputs + losses + updates.filter { !isFrozen($0.parameter.parentPath) }.map(\.value)
        for value in results {
            isAlive[value.node] = true
            if dependences[value.node] == .row { front.insert(value) }
        }
        for (index, node) in nodes.enumerated().reversed() where isAlive[index] {
            for value in read(node) {
                isAlive[value.node] = true
                if dependences[index] == .anything, dependences[value.node] == .row { front.insert(value) }
            }
        }
        return front.sorted { ($0.node, $0.output) < ($1.node, $1.output) }
    }

    /// What follows these values, which become the inputs, in this order.
    package func following(_ front: [Value]) -> Graph {
        var graph = rewritten { index, node, _, new in
            guard front.contains(where: { $0.node == index }) else { return nil }
            return node.types.indices.map { output in
                let value = Value(node: index, output: output)
                let type = node.types[output]
                return new.builder.apply(Placeholder(index: front.firstIndex(of: value) ?? -1, type: type), [])[0]
            }
        }
        graph.inputs = front.map(type(of:))
        return graph.improved(by: [.removeDead])
    }

    /// What leads to these values, which become the outputs.
    package func leading(to front: [Value]) -> Graph {
        var graph = self
        graph.outputs = front
        (graph.updates, graph.losses, graph.probes) = ([], [], [:])
        return graph.improved(by: [.removeDead])
    }
}

extension String {
    /// The path of the layer that a parameter belongs to: `a/b` for `a/b/kernel`.
    package var parentPath: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? "" }
}
