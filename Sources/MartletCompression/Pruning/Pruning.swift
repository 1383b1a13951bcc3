public import MartletGraph
public import MartletNN

/// Prunes a model while it is trained: before the first batch `fit` makes of it what `pruned` gives.
///
/// The model stays pruned after `fit`, which goes on where it was with a model that this callback pruned before, also one that
/// was saved.
public final class Pruning: Callback {
    private let masking: Masking
    private let layers: LayerSelection

    /// The arguments of `Model.pruned`; a mistake in them ends `fit` before the first batch.
    public init(
        _ schedule: PruningSchedule = .constantSparsity(0.5), layers: LayerSelection = .all,
        pattern: SparsityPattern = .unstructured, regrowth: Bool = true
    ) {
        masking = Masking(schedule, pattern, regrowth: regrowth)
        self.layers = layers
    }

    public func onTrainBegin(_ training: inout Training) throws {
        if try !isDone(training.model.graph) { training.model = try training.model.pruned(masking, layers: layers) }
    }

    /// Whether all that is to be pruned is, and some of it as is asked for here.
    private func isDone(_ graph: Graph) throws -> Bool {
        let chosen = Set(try graph.prunableWeights(of: layers).map(\.name))
        let masked = graph.maskings.filter { chosen.contains($0.weight.name) }
        return masked.count == chosen.count && masked.contains { $0.masking == masking }
    }
}
