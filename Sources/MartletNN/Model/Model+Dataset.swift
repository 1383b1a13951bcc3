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
    /// - Throws: mistakes in the layers; `ModelError` when the data don't fit; what the dataset and callbacks throw;
    ///   `CancellationError` at the next batch after the task was cancelled.
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
        try checked()
        // Kept while there is a front that fits in memory; else each epoch reads the dataset.
        let kept = cachesFrozenFront ? fittedRows(of: dataset, classWeight, allowNonFinite) : nil
        let validation = try validationData.map { data in
            let data = data.batchSize == nil ? try data.batched(256) : data
            return (data, cachesFrozenFront ? fittedRows(of: data, [:], allowNonFinite) : nil)
        }
        let rows = try kept?.followed(by: self)?.rows ?? dataset.rows
        return try train(
            epochs: initialEpoch..<max(initialEpoch, epochs), batches: rows.map { Self.batches(of: $0, size) },
            batchSize: size, validates: validation != nil, callbacks: callbacks, resume: resume
        ) { training in
            let logs: Logs
            if let kept, let samples = try kept.followed(by: training.model) {
                logs = try training.epoch(samples, of: kept, shuffle: true)
            } else {
                var batches = try DatasetBatches(dataset, epoch: training.model.epoch, for: training.model) {
                    try $0.samples($1, classWeight: classWeight, allowNonFinite: allowNonFinite)
                }
                logs = try training.epoch(&batches)
            }
            return try logs.validated(
                validation.map { data, kept in
                    if let kept, let samples = try kept.followed(by: training.model) {
                        return try training.model.judge(samples, of: kept, batchSize: 256)
                    }
                    return try training.model.evaluate(data, allowNonFinite: allowNonFinite)
                })
        }
    }

    /// Loss and metrics on a dataset, in inference mode.
    ///
    /// - Throws: `ModelError` when the model is not compiled or the data don't fit; what the dataset throws;
    ///   `CancellationError`.
    public func evaluate(_ dataset: Dataset, allowNonFinite: Bool = false) throws -> Logs {
        try checked()
        let dataset = try dataset.batchSize == nil ? dataset.batched(256) : dataset
        var batches = try DatasetBatches(dataset, epoch: 0, for: self) {
            try $0.samples($1, classWeight: [:], allowNonFinite: allowNonFinite)
        }
        return try judge(&batches)
    }

    /// The outputs for the rows of a dataset, in inference mode; targets aren't needed.
    ///
    /// - Throws: `ModelError` when the model has several outputs or the data don't fit; what the dataset throws;
    ///   `CancellationError`.
    public func predict(_ dataset: Dataset) throws -> Tensor {
        try checked()
        guard graph.outputs.count == 1 else {
            throw ModelError.wrongCount(what: "outputs; predict its batches", expected: graph.outputs.count, got: 1)
        }
        let pull = try (dataset.batchSize == nil ? dataset.batched(1024) : dataset).pull()
        var results: [Tensor] = []
        while let batch = try pull() {
            try Task.checkCancellation()
            results.append(try predict(inputs: batch.inputs)[0])
        }
        guard !results.isEmpty else { throw ModelError.empty(what: "the dataset") }
        return try Tensor.concatenate(results)
    }

    /// The rows of a dataset as they are at the end of the frozen front, unless there is none or they need more than
    /// `frontByteLimit`.
    private func fittedRows(
        of dataset: Dataset, _ classWeight: [Int: Double], _ allowNonFinite: Bool
    ) -> FittedRows {
        let epoch = training.epoch
        return FittedRows(front: { $0.front(rows: dataset.rows ?? 1, limit: .max) }) { model, front in
            if front.isEmpty { return nil }
            var batches: [Samples] = []
            var bytes = 0
            let pull = try dataset.pull(epoch: epoch)
            while let batch = try pull() {
                try Task.checkCancellation()
                if batch.count == 0 { continue }
                let samples = try model.front(
                    front, of: model.samples(batch, classWeight: classWeight, allowNonFinite: allowNonFinite))
                bytes += samples.inputs.reduce(0) { $0 + $1.byteCount }
                if bytes > Self.frontByteLimit { return nil }
                batches.append(samples)
            }
            guard !batches.isEmpty else { throw ModelError.empty(what: "the dataset") }
            return try Samples(joining: batches)
        }
    }

    private func samples(_ batch: Batch, classWeight: [Int: Double], allowNonFinite: Bool) throws -> Samples {
        try samples(
            batch.inputs, batch.targets, sampleWeight: batch.sampleWeight, classWeight: classWeight,
            allowNonFinite: allowNonFinite, what: "a batch of the dataset")
    }
}
