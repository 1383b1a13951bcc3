package import MartletNumerics

/// A value that differs between training and inference. It is decided when a graph is planned, so that no plan has
/// a condition; a frozen layer that asks for it is taken as in inference.
///
/// Inputs: the value in training, the value in inference; of one type.
package struct Phase: Operation {
    package var followsFreezing: Bool
    /// Whether it is state after an update that came before, and in inference the state as stored.
    package var readsState: Bool

    package init(followsFreezing: Bool, readsState: Bool = false) {
        self.followsFreezing = followsFreezing
        self.readsState = readsState
    }

    /// Files of before state was chained don't tell.
    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        followsFreezing = try box.decode(Bool.self, forKey: .followsFreezing)
        readsState = try box.decodeIfPresent(Bool.self, forKey: .readsState) ?? false
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        guard inputs[0] == inputs[1] else {
            throw refuse("training and inference give different types: \(inputs[0]) and \(inputs[1])")
        }
        return [inputs[0]]
    }
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] { [inputs[1]] }
    package func gradient(_ at: Adjoint) -> [Cotangent] {
        at.inputs.map { _ in .blocked("whether training or inference is meant isn't decided yet") }
    }
    package func lower(_ at: Lowering) -> Lowered { .alias(input: 1) }
    package var label: String { readsState ? "Phase(readsState)" : "Phase(followsFreezing: \(followsFreezing))" }
    package static var samples: [Sample] { [] }
}

extension Builder {
    /// Declares a parameter and gives its value as updates before it leave it in training; in inference as it is stored.
    ///
    /// - Parameter followsFreezing: whether it is also read as stored while the layer that reads it is frozen.
    package func current(_ parameter: Parameter, followsFreezing: Bool) -> Symbol {
        let symbol = self.parameter(parameter)
        let update = graph.updates.first { $0.parameter == parameter.name }
        guard let update, !parameter.isTrainable, !symbol.isPoisoned else { return symbol }
        let updated = self.symbol(update.value).stopGradient()
        return apply(Phase(followsFreezing: followsFreezing, readsState: true), [updated, symbol])[0]
    }
}

extension Pass {
    /// Decides every `Phase` node for training, where what isn't frozen is updated, or for inference, where nothing is.
    package static func decidePhase(training: Bool, isFrozen: @escaping @Sendable (String) -> Bool) -> Pass {
        Pass(name: training ? "training" : "inference") { graph in
            graph.decided(
                takesTraining: { phase, node in training && !(phase.followsFreezing && isFrozen(node.path)) },
                updating: { training && !isFrozen($0.parentPath) })
        }
    }

    /// Decides every `Phase` node for calibrating: all is as in inference, and state is updated, also from one call of a
    /// layer to its next.
    ///
    /// - Parameter isUpdated: whether that holds for the state of a name.
    package static func decideCalibration(isUpdated: @escaping @Sendable (String) -> Bool) -> Pass {
        Pass(name: "calibration") { graph in
            graph.decided(
                takesTraining: { phase, node in
                    guard phase.readsState else { return false }
                    let state = graph.nodes[node.inputs[1].node].operation as? Variable
                    return state.map { isUpdated($0.name) } ?? false
                }, updating: isUpdated)
        }
    }
}

extension Graph {
    /// The graph with each phase decided and the updates of some state alone.
    fileprivate func decided(
        takesTraining: (_ phase: Phase, _ node: Node) -> Bool, updating isUpdated: (String) -> Bool
    ) -> Graph {
        var result = rewritten { _, node, inputs, _ in
            guard let phase = node.operation as? Phase else { return nil }
            return [inputs[takesTraining(phase, node) ? 0 : 1]]
        }
        result.updates.removeAll { !isUpdated($0.parameter) }
        return result
    }
}
