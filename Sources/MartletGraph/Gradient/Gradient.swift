import MartletNumerics

extension Builder {
    /// Derivatives of a scalar with respect to other symbols of the trace: reverse accumulation, graph → graph.
    ///
    /// - Returns: one symbol for each of `targets`, of its type; zeros where the loss doesn't depend on it.
    ///   A path that has no derivative poisons the trace, naming the layer.
    package func gradient(of loss: Symbol, to targets: [Symbol]) -> [Symbol] {
        if loss.isPoisoned || targets.contains(where: \.isPoisoned) { return targets.map { _ in loss } }
        guard loss.shape.elementCount == 1, loss.dtype.isFloating else {
            let mistake = fail(
                GraphError(
                    operation: "gradient", path: loss.path,
                    message: "the loss must be one floating number and is \(loss.type); reduce it with mean() or sum()")
            )
            return targets.map { _ in mistake }
        }
        // Only nodes between the targets and the loss take part.
        let last = loss.value.node
        var wanted = [Bool](repeating: false, count: last + 1)
        for target in targets where target.value.node <= last { wanted[target.value.node] = true }
        for index in 0...last where !wanted[index] {
            let node = graph.nodes[index]
            wanted[index] = node.inputs.contains { wanted[$0.node] && graph.type(of: $0).dtype.isFloating }
        }

        var cotangents: [Graph.Value: Symbol] = [loss.value: loss.constant(1, loss.shape)]
        for index in stride(from: last, through: 0, by: -1) where wanted[index] {
            let node = graph.nodes[index]
            let outputs = node.types.indices.map { Graph.Value(node: index, output: $0) }
            let arriving = outputs.map { cotangents[$0] }
            guard !node.inputs.isEmpty, arriving.contains(where: { $0 != nil }) else { continue }
            let at = Adjoint(inputs: node.inputs.map(symbol), outputs: outputs.map(symbol), cotangents: arriving)
            let flows = within("gradient") { within(verbatim: node.path) { node.operation.gradient(at) } }
            precondition(
                flows.count == node.inputs.count, "\(node.operation.name) must say how each input's derivative flows")
            for (input, flow) in zip(node.inputs, flows)
            where wanted[input.node] && graph.type(of: input).dtype.isFloating {
                switch flow {
                case .zero: break
                case .flows(let derivative):
                    cotangents[input] = cotangents[input].map { $0 + derivative } ?? derivative
                case .blocked(let reason):
                    fail(
                        GraphError(
                            operation: node.operation.name, path: node.path,
                            message: "has no derivative (\(reason)), and the loss depends on parameters through it"))
                }
            }
        }
        return targets.map { cotangents[$0.value] ?? $0.zerosLike() }
    }
}

extension Graph {
    /// This graph with more outputs: the derivatives of its first by `variables`.
    ///
    /// What makes derivatives better is done first (`Pass.stabilize`).
    /// - Throws: `GraphError` where a path from the variables has no derivative.
    package func differentiated(by variables: [Variable]) throws(GraphError) -> Graph {
        let stable = improved(by: [.shareCommon, .stabilize, .removeDead])
        let builder = Builder()
        let value = builder.inline(stable, inputs.map(builder.input))
        let results = stable.outputs.map(value)
        let gradients = builder.gradient(of: results[0], to: variables.map(builder.variable))
        return try builder.finish(results + gradients)
    }
}
