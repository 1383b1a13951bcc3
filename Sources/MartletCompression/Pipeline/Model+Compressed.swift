import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// The model made smaller stage by stage, each of which preserves what those before it did, and what each gained and
    /// cost.
    ///
    /// Weights that were pruned stay zero when weights are clustered, and become the integer 0; weights that share a value
    /// share an integer. Where a stage trains, masks stay in place, and the schedule of pruning goes on. Each stage's model
    /// is judged as it would be used: without masks, and skipping zeros where that is faster (`sparsified`).
    ///
    /// ```swift
    /// let (small, report) = try model.compressed(
    ///     by: [
    ///         .prune(
    ///             .polynomialDecay(finalSparsity: 0.8, endStep: 360, frequency: 20)),
    ///         .cluster(16),
    ///         .quantize(calibration: calibration),
    ///     ],
    ///     train: { try $0.fit(train.features, train.labels, epochs: 10) },
    ///     evaluate: { try $0.evaluate(test.features, test.labels) })
    /// ```
    ///
    /// - Parameters:
    ///   - stages: pruning first, then clustering, then quantization, each of which may be left out.
    ///   - batchSize: how many rows are predicted at once where speed is measured.
    ///   - train: trains the model that it is given, where a stage trains.
    ///   - evaluate: loss and metrics of a model, by name.
    /// - Returns: the model after the last stage, and a row for each model: as it was, `dense`, and after each stage.
    /// - Throws: `ModelError` for stages in another order, for one that trains without `train` and for a `batchSize` below 1;
    ///   what the stages' methods, `train` and `evaluate` throw.
    public func compressed(
        by stages: [CompressionStage], batchSize: Int = 32, train: ((inout Model) throws -> Void)? = nil,
        evaluate: (Model) throws -> Logs
    ) throws -> (model: Model, report: CompressionReport) {
        try checked()
        try stages.check(isTrained: train != nil)
        if batchSize < 1 {
            throw ModelError.invalid(argument: "batchSize", reason: "must be positive, not \(batchSize)")
        }
        let weights = try graph.prunableWeights().map(\.name)
        var (current, models, shared) = (self, [try unmasked], Set<String>())
        for stage in stages {
            current = try current.compressed(by: stage, train, sharing: &shared)
            models.append(try current.sparsified())
        }
        let names = ["dense"] + stages.map(\.name)
        let seconds = try [1, batchSize].map { rows in
            let zeros = graph.inputs.map { Tensor.zeros(Shape([rows] + $0.shape.dropFirst()), dtype: $0.dtype) }
            return try secondsByTurns(models, inputs: zeros)
        }
        let rows = try models.indices.map { index in
            let coding = WeightCoding(weights.compactMap { models[index][$0] })
            return CompressionReport.Row(
                stage: names[index], metrics: try evaluate(models[index]), bytes: try models[index].fileSize(),
                entropyBytes: coding.bytes, sparsity: coding.sparsity, mostValues: coding.mostValues,
                secondsPerRow: seconds[0][index], secondsPerBatch: seconds[1][index])
        }
        return (models[models.count - 1], CompressionReport(rows: rows, batchSize: batchSize))
    }

    /// The model after a stage; it has masks as long as it may be trained.
    ///
    /// - Parameter shared: the names of weights that share values.
    private func compressed(
        by stage: CompressionStage, _ train: ((inout Model) throws -> Void)?, sharing shared: inout Set<String>
    ) throws -> Model {
        switch stage {
        case .prune(let schedule, let layers, let pattern, let regrowth):
            return try pruned(schedule, layers: layers, pattern: pattern, regrowth: regrowth).trained(by: train)
        case .cluster(let count, let layers, let initialization):
            shared.formUnion(try graph.prunableWeights(of: layers).map(\.name))
            return try unmasked.clustered(count, layers: layers, initialization: initialization)
        case .quantize(var scheme, let calibration, let method, let keepFloat):
            scheme.weightsOfOneRange = shared
            return try unmasked.postTrainingQuantized(
                scheme, calibration: calibration, method: method, keepFloat: keepFloat
            ).quantized()
        case .quantizeAware(let scheme, let layers):
            let rounded = try quantizationAware(scheme, layers: layers).trained(by: train)
            return try rounded.unmasked.quantized()
        }
    }

    private func trained(by train: ((inout Model) throws -> Void)?) throws -> Model {
        var model = self
        try train?(&model)
        return model
    }

    private var unmasked: Model {
        get throws { try graph.isPruned ? stripPruning() : self }
    }
}
