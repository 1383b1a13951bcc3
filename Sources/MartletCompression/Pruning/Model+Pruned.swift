public import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// The model with the smallest of its weights held at zero, more of them as training goes on (Zhu and Gupta 2017).
    ///
    /// Weights are the kernels of dense layers and of convolutions that mix channels, and embeddings; never biases nor
    /// depthwise filters. In each training step the count of steps, `pruning_step`, grows by 1; then, where the schedule says
    /// so, the masks, such as `dense/kernel_mask`, are made anew by the weights' magnitudes; then masked weights become
    /// zero, and the step goes on with these, as tfmot's does. Gradients aren't masked, so that what is zero may be among
    /// the largest again when the next mask is made. Masks of frozen layers stay.
    ///
    /// The result is a model like any other: what `compile` set stays, as do parameters and what the optimiser knows, and
    /// masks are saved with it, so that training is resumed with the same bits. `stripPruning` gives a model without masks.
    ///
    /// Layers are pruned by schedules of their own by calling this once for each. Steps are counted from the first of them
    /// on, and `.all` are those that aren't pruned yet.
    ///
    /// - Parameters:
    ///   - schedule: how much is zero, and when.
    ///   - layers: only these.
    ///   - pattern: which weights are zero together, and among which.
    ///   - regrowth: whether masked weights may grow again. Without, their gradients and what the optimiser remembers of them
    ///     are zero, so that momentum from before doesn't move them, and what is zero stays zero.
    /// - Throws: mistakes in the layers; `ModelError` for a schedule or a pattern that isn't possible, for layers that there
    ///   aren't, that are pruned already or in which nothing can be pruned, and for a pattern that is chosen in the first step
    ///   where that is over.
    public func pruned(
        _ schedule: PruningSchedule = .constantSparsity(0.5), layers: LayerSelection = .all,
        pattern: SparsityPattern = .unstructured, regrowth: Bool = true
    ) throws -> Model {
        try pruned(Masking(schedule, pattern, regrowth: regrowth), layers: layers)
    }

    func pruned(_ masking: Masking, layers: LayerSelection) throws -> Model {
        try checked()
        let steps = self[Graph.pruningStep]?.array(of: Int.self).first ?? 0
        if steps > 0, !masking.pattern.followsSchedule {
            throw ModelError.invalid(
                argument: "pattern",
                reason: "is chosen in the first step, and \(steps) are done; begin with what stripPruning gives")
        }
        return try rewritten { try $0.pruned(masking, layers: layers) }
    }

    /// The model without masks, in which masked weights are zero.
    ///
    /// - Throws: mistakes in the layers; `ModelError` for a model that isn't pruned.
    public func stripPruning() throws -> Model {
        try checked()
        let masked = graph.maskedWeights
        if masked.isEmpty {
            throw ModelError.invalid(argument: "the model", reason: "isn't pruned; prune it with pruned")
        }
        let values = try Dictionary(uniqueKeysWithValues: masked.map { ($0.name, try numbers(of: $0)) })
        let steps = graph.parameters.map(\.name).filter { "/\($0)".hasSuffix("/" + Graph.pruningStep) }
        let forgotten = Set(masked.flatMap { [$0.name, $0.maskName] } + steps)
        return try rewritten(values: values) { graph in
            try graph.transformed { _, node, inputs, _ in node.operation is Masked ? [inputs[0]] : nil }
                .improved(by: [.forgetUpdates(of: forgotten), .removeDead, .removeUnread])
        }
    }

    /// The numbers of weights, 0 and never -0 where they are masked, so that files can do without.
    func numbers(of weight: Variable) throws -> Tensor {
        let numbers = self[weight.name]!
        guard let mask = self[weight.maskName] else { return numbers }
        return try Tensor.where(mask, numbers, Float(0))
    }
}

extension Layer {
    /// The layer with the smallest of its weights held at zero, as `Model.pruned` has them: `Dense(64).pruned(schedule)`.
    ///
    /// It keeps its name and its path. Of a layer that has others within it all are pruned.
    ///
    /// - Parameters:
    ///   - schedule: how much is zero, and when. A mistake in it is thrown when a model is made, as other layers' are.
    ///   - pattern: which weights are zero together, and among which.
    ///   - regrowth: whether masked weights may grow again.
    public func pruned(
        _ schedule: PruningSchedule = .constantSparsity(0.5), pattern: SparsityPattern = .unstructured,
        regrowth: Bool = true
    ) -> some Layer {
        let masking = Masking(schedule, pattern, regrowth: regrowth)
        return rewriting { graph, path in
            try graph.pruned(masking, layers: path.isEmpty ? .all : .where { $0.path == path })
        }
    }
}
