import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// A smaller model, without the smallest of its filters and units (structured pruning; Li et al. 2017).
    ///
    /// Filters of convolutions and units of dense layers are removed with all that belongs to them: bias, batch
    /// normalisation, depthwise filters, and the weights by which later layers read them, also behind pooling, `Flatten`,
    /// `Concatenate` and the like. Filters whose results are added lose the same channels, by the sum of their norms. Of
    /// each such group `sparsity` times the count is removed, rounded to the nearest, the first of equal ones first; one
    /// at least stays. The model's inputs and outputs stay as they are, and so does what operations read that need all
    /// channels, such as layer normalisation: `filterPruningReport` says which.
    ///
    /// The result is a model like any other, which is usually trained on to regain accuracy: what `compile` set and frozen
    /// layers stay, and the optimiser keeps what it knows of the weights that stay.
    ///
    /// - Parameters:
    ///   - sparsity: the part that is removed, in `0..<1`.
    ///   - layers: only filters of these; those that others depend on stay unless all of them are chosen.
    ///   - norm: by which filters are the smallest.
    /// - Throws: mistakes in the layers; `ModelError` for a sparsity that isn't possible, for layers that there aren't or in
    ///   which no filter can be removed, and for a model that has masks or quantizers.
    public func pruned(
        filters sparsity: Double, layers: LayerSelection = .all, norm: FilterNorm = .l1
    ) throws -> Model {
        let choice = try filterChoice(sparsity, layers, norm)
        let narrowed = graph.parameters.filter { choice.narrowed($0) != $0 }.map(\.name)
        let values = try narrowed.map { ($0, try choice.narrowed(self[$0]!, of: $0)) }
        var model = try rewritten(values: Dictionary(uniqueKeysWithValues: values)) { _ in try choice.narrowedGraph() }
        let slots = model.training.slots
        if slots.count == training.slots.count {
            model.training.slots = try zip(slots, training.slots).map { new, old in
                try carried(old, to: new, of: model.layout, narrowed, choice)
            }
        }
        return model
    }

    /// What `pruned(filters:layers:norm:)` would do with the same arguments: how many filters and units each layer loses,
    /// which layers stay whole and why, and how much smaller the model becomes.
    ///
    /// - Throws: the same.
    public func filterPruningReport(
        _ sparsity: Double, layers: LayerSelection = .all, norm: FilterNorm = .l1
    ) throws -> FilterPruningReport {
        let choice = try filterChoice(sparsity, layers, norm)
        let rows = zip(choice.flow.filters, choice.reasons).map { filters, reason in
            let channels = choice.flow.parameters[filters.parameter]![filters.axis]!
            return FilterPruningReport.Row(
                parameter: filters.parameter, before: channels.count, after: choice.places(channels).count,
                reason: reason)
        }
        let (before, after) = (graph.parameters, graph.parameters.map(choice.narrowed))
        return FilterPruningReport(
            rows: rows,
            parametersBefore: before.reduce(0) { $0 + $1.count }, parametersAfter: after.reduce(0) { $0 + $1.count },
            bytesBefore: before.reduce(0) { $0 + $1.type.byteCount },
            bytesAfter: after.reduce(0) { $0 + $1.type.byteCount })
    }

    private func filterChoice(_ sparsity: Double, _ layers: LayerSelection, _ norm: FilterNorm) throws -> FilterChoice {
        try checked()
        guard (0..<1).contains(sparsity) else {
            throw ModelError.invalid(argument: "filters", reason: "is from 0 up to less than 1, not \(sparsity)")
        }
        if graph.isPruned {
            throw ModelError.invalid(argument: "the model", reason: "has masks; begin with what stripPruning gives")
        }
        if !graph.quantizers.isEmpty {
            throw ModelError.invalid(
                argument: "the model", reason: "has quantizers; begin with what stripQuantization gives")
        }
        let paths = try layers.paths(of: graph.layers)
        let isChosen = { (layer: String) in paths?.contains(layer) ?? true }
        let choice = FilterChoice(ChannelFlow(graph), sparsity: sparsity, isChosen: isChosen) { filters in
            let weights = self[filters.parameter]!
            return norm.values(weights.array(of: Float.self), Array(weights.shape), axis: filters.axis)
        }
        if choice.reasons.contains(nil) { return choice }
        let reasons = zip(choice.flow.filters, choice.reasons).filter { isChosen($0.0.layer) }
            .map { "those of '\($0.parameter)' stay: \($1!)" }
        throw ModelError.invalid(
            argument: "layers",
            reason: "has no layer with filters or units that can be removed"
                + (reasons.isEmpty ? "" : "; " + reasons.joined(separator: "; ")))
    }

    /// An optimiser's slot of this model for another's layout, in which that of narrowed parameters begins anew.
    private func carried(
        _ old: Tensor, to new: Tensor, of layout: ParameterLayout, _ narrowed: [String], _ choice: FilterChoice
    ) throws -> Tensor {
        let known = old.array(of: Float.self)
        var numbers = new.array(of: Float.self)
        for entry in layout.trainable where narrowed.contains(entry.parameter.name) {
            let parameter = entry.parameter
            let own = self.layout[parameter.name]!
            let slice = Tensor(Array(known[own.start..<own.start + own.parameter.count]))
            let kept = try choice.narrowed(slice.reshaped(own.parameter.shape), of: parameter.name)
            numbers.replaceSubrange(entry.start..<entry.start + parameter.count, with: kept.array(of: Float.self))
        }
        return Tensor(numbers)
    }
}
