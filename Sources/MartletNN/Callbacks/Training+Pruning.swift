import MartletGraph
import MartletNumerics

extension Training {
    /// Says on standard error where so many epochs don't bring pruning to the end of its schedule.
    func warnOfUnfinishedPruning(epochs: Int) {
        guard let batches, !stopTraining else { return }
        let steps = min(epochs, 1 << 30) * min(batches, 1 << 30)
        for warning in model.unfinishedPruning(after: steps) {
            ProgressBar.writeToStandardError("warning: \(warning)\n")
        }
    }
}

extension Model {
    /// What there is to say of pruning that so many more steps don't bring to its end, once for each schedule.
    fileprivate func unfinishedPruning(after steps: Int) -> [String] {
        var known: Set<PruningSchedule> = []
        return graph.nodes.compactMap { node in
            guard let mask = node.operation as? PruningMask, mask.pattern.followsSchedule,
                let weights = graph.nodes[node.inputs[0].node].operation as? Variable,
                !Self.isFrozen(weights.name, frozen), known.insert(mask.schedule).inserted
            else { return nil }
            return mask.schedule.shortfall(after: stepsDone(node.inputs[2]) &+ steps)
        }
    }

    /// The steps that the state behind a step counted so far.
    private func stepsDone(_ step: Graph.Value) -> Int {
        var node = graph.nodes[step.node]
        while let state = node.inputs.last { node = graph.nodes[state.node] }
        return (node.operation as? Variable).flatMap { self[$0.name]?.array(of: Int.self).first } ?? 0
    }
}

extension PruningSchedule {
    /// What is missing of the sparsity in the end if training ends with this step; nil if nothing is.
    fileprivate func shortfall(after step: Int) -> String? {
        guard let needed = endStep.map({ lastUpdate(through: $0) }) ?? firstUpdate else { return nil }
        let reached = lastUpdate(through: step).map(sparsity) ?? 0
        let planned = sparsity(at: needed)
        if step >= needed || reached == planned { return nil }
        func percent(_ part: Double) -> String { "\((part * 1000).rounded() / 10) %" }
        return "the pruning schedule needs \(needed) steps, and fit ends with step \(step), when \(percent(reached)) "
            + "of the weights are zero instead of \(percent(planned)); train for more epochs, or end the schedule by "
            + "step \(step)"
    }
}
