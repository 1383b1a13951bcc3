import Martlet

/// A model of which weights become zero or filters go: trained while they do, judged beside what it was before, and saved.
struct PruningRun {
    private let loaded: LoadedModel
    private let setup: PruningSetup
    /// The model before, which multiplies its zeros if it has any.
    private let dense: Model
    /// What watches training.
    var callbacks: [any Callback] = []

    /// - Throws: `ArgumentError` for layers that the model hasn't; `BadData` for a model that is pruned by masks or of
    ///   integers, or that can't be trained where that is wanted.
    init(_ loaded: LoadedModel, _ setup: PruningSetup) throws {
        if loaded.model.quantization == .integers {
            throw BadData("'\(loaded.path)' is of integers; prune the model that it was made of, and quantize then")
        }
        if loaded.model.graph.isPruned {
            throw BadData("'\(loaded.path)' is being pruned already; give the model that it was made of")
        }
        try loaded.check(layers: setup.layers, of: "--layers")
        guard loaded.model.compiled != nil || setup.epochs == 0 else {
            throw BadData(
                "'\(loaded.path)' doesn't say how its model is trained; take --epochs 0, or save it compiled")
        }
        (self.loaded, self.setup) = (loaded, setup)
        var dense = loaded.model
        dense.skipsZeros = false
        self.dense = dense
    }

    /// Prunes the model while it learns from some of the examples, judges it by others, and writes it.
    ///
    /// - Throws: `BadData` for examples that don't fit; `ArgumentError` for steps that training hasn't; `ModelError`, among
    ///   others for a pattern that a layer can't have; `Failure`, `FileError`.
    func result<Data: Examples>(on data: Data, of source: DataSource, writing path: String) throws -> PruningResult {
        let data = try CompressionData(data, of: source, for: loaded, seed: setup.seed)
        let schedule = try setup.schedule(steps: data.steps(epochs: setup.epochs, batchSize: setup.batchSize))
        let rows = try data.inputs(atMost: PruningSetup.timedRows)
        var model = try begun(schedule)
        let before = try data.test.score(dense)
        if setup.epochs > 0 {
            if let rate = setup.learningRate { try model.setLearningRate(rate) }
            try data.fit(
                &model, epochs: setup.epochs, batchSize: setup.batchSize, advice: "take a smaller --learning-rate",
                callbacks: callbacks)
        }
        var result = try result(model, schedule, rows, of: source, writing: path)
        result.comparison.judge(before, try data.test.score(result.final), by: data.test)
        result.warnings = data.warnings
        return result
    }

    /// Prunes the model at once, and writes it. Rows without labels tell how fast it is.
    ///
    /// - Throws: `ModelError`, among others for a pattern that a layer can't have; `FileError`.
    func result(by rows: Tensor, of source: DataSource, writing path: String) throws -> PruningResult {
        let schedule = try setup.schedule(steps: 0)
        let rows = try Dataset(rows).batched(PruningSetup.timedRows)
        var result = try result(begun(schedule), schedule, rows, of: source, writing: path)
        result.warnings = [loaded.hasNoScores]
        return result
    }

    /// The model that has masks, or fewer filters.
    private func begun(_ schedule: PruningSchedule) throws -> Model {
        if let filters = setup.filters { return try dense.pruned(filters: filters, layers: setup.selection) }
        do {
            return try dense.pruned(schedule, layers: setup.selection, pattern: setup.pattern.pattern)
        } catch ModelError.invalid(argument: "pattern", let reason) {
            let suited = dense.parameters.filter {
                $0.isTrainable && $0.name.hasSuffix("/kernel")
                    && setup.pattern.pattern.objection(Array($0.shape)) == nil
            }.map { String($0.name.dropLast("/kernel".count)) }
            throw ArgumentError(
                "--pattern \(setup.pattern.rawValue)",
                reason + (suited.isEmpty ? "" : "; it suits --layers \(suited.joined(separator: ","))"))
        }
    }

    private func result(
        _ model: Model, _ schedule: PruningSchedule, _ rows: Dataset, of source: DataSource, writing path: String
    ) throws -> PruningResult {
        var final = model
        if setup.filters == nil {
            if setup.epochs == 0 { try final.makeMasks(by: rows) }
            final = try final.sparsified()
        }
        (final.training.iteration, final.training.epoch, final.training.slots) = (0, 0, [])
        try final.save(to: path)
        let comparison = try Comparison(dense, final, writtenTo: path, on: rows)
        return PruningResult(
            model: loaded.path, output: path, data: source.name, setup: setup, schedule: schedule, final: final,
            filters: try setup.filters.map { try dense.filterPruningReport($0, layers: setup.selection) },
            sparsity: try final.sparsityReport(),
            sparseLayers: try comparison.speeds.map { ($0, try final.sparseLayers(rows: $0.rows)) },
            comparison: comparison)
    }
}

extension Model {
    /// The layers in which zeros are skipped for so many rows.
    func sparseLayers(rows: Int) throws -> Set<String> {
        let kernels = try plan(rows: rows).split(separator: "\n").filter { $0.prefix { $0 != "(" }.contains(" sparse") }
        return Set(kernels.compactMap { $0.split(separator: "  // ").last.map(String.init) })
    }
}
