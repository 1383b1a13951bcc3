package import MartletNumerics

/// A value that differs between training and inference. It is decided when a graph is planned, so that no plan has
/// a condition; a frozen layer that asks for it is taken as in inference.
///
/// Inputs: the value in training, the value in inference; of one type.
package struct Phase: Operation {
    package var followsFreezing: Bool

    package init(followsFreezing: Bool) { self.followsFreezing = followsFreezing }

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
    package static var samples: [Sample] { [] }
}

extension Pass {
    /// Decides every `Phase` node.
    package static func decidePhase(training: Bool, isFrozen: @escaping @Sendable (String) -> Bool) -> Pass {
        Pass(name: training ? "training" : "inference") { graph in
            var result = graph.rewritten { _, node, inputs, _ in
                guard let phase = node.operation as? Phase else { return nil }
                return [inputs[training && !(phase.followsFreezing && isFrozen(node.path)) ? 0 : 1]]
            }
            result.updates.removeAll { update in
                !training || isFrozen(update.parameter.split(separator: "/").dropLast().joined(separator: "/"))
            }
            return result
        }
    }
}
