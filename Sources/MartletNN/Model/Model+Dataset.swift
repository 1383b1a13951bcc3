import MartletGraph
public import MartletNumerics

extension Model {
    /// Trains on a dataset; names and defaults are Keras's.
    ///
    /// - Parameters:
    ///   - dataset: rows with targets, in steps of the size that `batched` chose; 32 if it chose none.
    ///   - epochs: the epoch up to which to train; `initialEpoch` is the first.
    ///   - validationData: rows for validation.
    ///   - classWeight: how much the rows of a class count in the loss; classes that aren't named count 1.
    ///   - resume: whether to go on where the checkpoint that the model was read from stood.
    ///   - cachesFrozenFront: whether the dataset has the same rows in each epoch, so that what frozen layers in front
    ///     make of them may be computed once and kept, if it fits in a gibibyte; rows are then shuffled as those of
    ///     arrays are.
    ///   - allowNonFinite: whether NaN and infinity are let through.
    /// - Throws: mistakes in the layers; `ModelError` when the data don't fit; what the dataset and callbacks throw.
    @discardableResult
    public mutating func fit(
        _ dataset: Dataset, epochs: Int = 1, validationData: Dataset? = nil, classWeight: [Int: Double] = [:],
        initialEpoch: Int = 0, callbacks: [any Callback] = [], resume: Bool = false, cachesFrozenFront: Bool = false,
        allowNonFinite: Bool = false
    ) throws -> History {
        guard epochs >= 0, initialEpoch >= 0 else {
            throw ModelError.invalid(
                argument: "epochs", reason: "must not be negative, not \(initialEpoch) to \(epochs)")
        }
        let size = dataset.batchSize ?? 32
        let dataset = try dataset.batchSize == nil ? dataset.batched(size) : dataset
        if cachesFrozenFront, let front = try front(rows: dataset.rows),
            let learning = try cached(dataset, front, classWeight: classWeight, allowNonFinite: allowNonFinite)
        {
            let validation = try validationData.map { data in
                let data = try data.batchSize == nil ? data.batched(256) : data
                return try cached(data, front, limit: .max, classWeight: [:], allowNonFinite: allowNonFinite)
            }
            return try fit(
                learning, validation: validation ?? nil, front: front, epochs: initialEpoch..<max(initialEpoch, epochs),
                batchSize: size, shuffle: true, callbacks: callbacks, resume: resume)
        }
        return try train(
            epochs: initialEpoch..<max(initialEpoch, epochs), batches: dataset.rows.map { ($0 + size - 1) / size },
            batchSize: size, callbacks: callbacks, resume: resume
        ) { training in
            let model = training.model.checker
            var batches = try DatasetBatches(dataset, epoch: training.model.epoch) {
                try model.samples($0, classWeight: classWeight, allowNonFinite: allowNonFinite)
            }
            let logs = try training.epoch(&batches)
            return try logs.validated(
                validationData.map { try training.model.evaluate($0, allowNonFinite: allowNonFinite) })
        }
    }

    /// Loss and metrics on a dataset, in inference mode.
    ///
    /// - Throws: `ModelError` when the model is not compiled or the data don't fit; what the dataset throws.
    public func evaluate(_ dataset: Dataset, allowNonFinite: Bool = false) throws -> Logs {
        try checked()
        let dataset = try dataset.batchSize == nil ? dataset.batched(256) : dataset
        var batches = try DatasetBatches(dataset, epoch: 0) {
            try samples($0, classWeight: [:], allowNonFinite: allowNonFinite)
        }
        return try judge(&batches)
    }

    /// The outputs for the rows of a dataset, in inference mode; targets aren't needed.
    ///
    /// - Throws: `ModelError` when the model has several outputs or the data don't fit; what the dataset throws.
    public func predict(_ dataset: Dataset) throws -> Tensor {
        try checked()
        guard graph.outputs.count == 1 else {
            throw ModelError.wrongCount(what: "outputs; predict its batches", expected: graph.outputs.count, got: 1)
        }
        let pull = try (dataset.batchSize == nil ? dataset.batched(1024) : dataset).pull()
        var results: [Tensor] = []
        while let batch = try pull() { results.append(try predict(inputs: batch.inputs)[0]) }
        guard !results.isEmpty else { throw ModelError.empty(what: "the dataset") }
        return try Tensor.concatenate(results)
    }

    /// The end of the frozen front, unless that is the input.
    private func front(rows: Int?) throws -> [Graph.Value]? {
        try checked()
        let front = front(rows: rows ?? 1, limit: .max)
        return front.isEmpty ? nil : front
    }

    /// All rows of a dataset as they are at the end of the frozen front; nil if they need more than `limit` bytes.
    private func cached(
        _ dataset: Dataset, _ front: [Graph.Value], limit: Int = Model.frontByteLimit, classWeight: [Int: Double],
        allowNonFinite: Bool
    ) throws -> Samples? {
        var batches: [Samples] = []
        var bytes = 0
        let pull = try dataset.pull(epoch: training.epoch)
        while let batch = try pull() {
            if batch.count == 0 { continue }
            let samples = try self.front(
                front, of: self.samples(batch, classWeight: classWeight, allowNonFinite: allowNonFinite))
            bytes += samples.inputs.reduce(0) { $0 + $1.byteCount }
            if bytes > limit { return nil }
            batches.append(samples)
        }
        guard !batches.isEmpty else { throw ModelError.empty(what: "the dataset") }
        return try Samples(joining: batches)
    }

    /// The model without its numbers, for checking data while its numbers change.
    private var checker: Model {
        var model = self
        model.vector = Tensor.zeros([0])
        model.training.slots = []
        return model
    }

    private func samples(_ batch: Batch, classWeight: [Int: Double], allowNonFinite: Bool) throws -> Samples {
        try samples(
            batch.inputs, batch.targets, sampleWeight: batch.sampleWeight, classWeight: classWeight,
            allowNonFinite: allowNonFinite, what: "a batch of the dataset")
    }
}
