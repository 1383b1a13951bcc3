import CMartletKernels
import MartletGraph
public import MartletNumerics

extension Model {
    /// Trains on rows `x` with targets `y`; names and defaults are Keras's.
    ///
    /// What frozen layers in front of all that is trained and of all that is random make of the rows is computed once, not
    /// in each epoch. Where the model is pruned by a schedule that needs more steps than this run makes, a warning on
    /// standard error says what part of the weights will be zero.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]` as the model's input.
    ///   - y: one target a row, as the loss reads it: class indices, one-hot rows, numbers.
    ///   - epochs: the epoch up to which to train; `initialEpoch` is the first.
    ///   - batchSize: rows in a step; the last step of an epoch takes what is left.
    ///   - validationSplit: the share of rows, from the end, that is kept for validation.
    ///   - validationData: rows and targets for validation; wins over `validationSplit`.
    ///   - shuffle: whether rows come in a new order each epoch, drawn from the model's seed.
    ///   - classWeight: how much the rows of a class count in the loss; classes that aren't named count 1.
    ///   - sampleWeight: `[rows]`, how much each row counts in the loss.
    ///   - resume: whether to go on, with the callbacks' state and the history, after the last epoch of the checkpoint
    ///     that the model was read from; a model that is no checkpoint starts at `initialEpoch`. A run that was stopped goes
    ///     on, unless a callback such as `EarlyStopping` had finished it; where nothing is left to train, a warning on
    ///     standard error says why.
    ///   - allowNonFinite: whether NaN and infinity are let through.
    /// - Throws: mistakes in the layers; `ModelError` when the data don't fit; what callbacks throw; `CancellationError`
    ///   at the next batch after the task was cancelled. The model then keeps what was trained, and the callbacks are
    ///   told by `onTrainError`.
    @discardableResult
    public mutating func fit(
        _ x: Tensor, _ y: Tensor, epochs: Int = 1, batchSize: Int = 32, validationSplit: Double = 0,
        validationData: (Tensor, Tensor)? = nil, shuffle: Bool = true, classWeight: [Int: Double] = [:],
        sampleWeight: Tensor? = nil, initialEpoch: Int = 0, callbacks: [any Callback] = [],
        resume: Bool = false, allowNonFinite: Bool = false
    ) throws -> History {
        try fit(
            inputs: [x], targets: [y], epochs: epochs, batchSize: batchSize, validationSplit: validationSplit,
            validationData: validationData.map { ([$0], [$1]) }, shuffle: shuffle, classWeight: classWeight,
            sampleWeight: sampleWeight, initialEpoch: initialEpoch, callbacks: callbacks, resume: resume,
            allowNonFinite: allowNonFinite)
    }

    /// The same with Keras's labels.
    @discardableResult
    public mutating func fit(
        x: Tensor, y: Tensor, epochs: Int = 1, batchSize: Int = 32, validationSplit: Double = 0,
        validationData: (Tensor, Tensor)? = nil, shuffle: Bool = true, classWeight: [Int: Double] = [:],
        sampleWeight: Tensor? = nil, initialEpoch: Int = 0, callbacks: [any Callback] = [],
        resume: Bool = false, allowNonFinite: Bool = false
    ) throws -> History {
        try fit(
            x, y, epochs: epochs, batchSize: batchSize, validationSplit: validationSplit,
            validationData: validationData,
            shuffle: shuffle, classWeight: classWeight, sampleWeight: sampleWeight, initialEpoch: initialEpoch,
            callbacks: callbacks, resume: resume, allowNonFinite: allowNonFinite)
    }

    /// Trains a model with several inputs or outputs.
    @discardableResult
    public mutating func fit(
        inputs: [Tensor], targets: [Tensor], epochs: Int = 1, batchSize: Int = 32, validationSplit: Double = 0,
        validationData: ([Tensor], [Tensor])? = nil, shuffle: Bool = true, classWeight: [Int: Double] = [:],
        sampleWeight: Tensor? = nil, initialEpoch: Int = 0, callbacks: [any Callback] = [],
        resume: Bool = false, allowNonFinite: Bool = false
    ) throws -> History {
        guard batchSize > 0 else {
            throw ModelError.invalid(argument: "batchSize", reason: "must be positive, not \(batchSize)")
        }
        guard epochs >= 0, initialEpoch >= 0 else {
            throw ModelError.invalid(
                argument: "epochs", reason: "must not be negative, not \(initialEpoch) to \(epochs)")
        }
        guard (0..<1).contains(validationSplit) else {
            throw ModelError.invalid(argument: "validationSplit", reason: "must be in 0..<1, not \(validationSplit)")
        }
        var learning = try samples(
            inputs, targets, sampleWeight: sampleWeight, classWeight: classWeight, allowNonFinite: allowNonFinite,
            what: "the training data")
        var validation: Samples?
        if let validationData {
            validation = try samples(
                validationData.0, validationData.1, sampleWeight: nil, classWeight: [:], allowNonFinite: allowNonFinite,
                what: "the validation data")
        } else if validationSplit > 0 {
            let cut = Int(Double(learning.rows) * (1 - validationSplit))
            guard cut > 0, cut < learning.rows else {
                throw ModelError.invalid(
                    argument: "validationSplit",
                    reason: "\(validationSplit) of \(learning.rows) rows leaves no rows on one side")
            }
            (learning, validation) = (learning.rows(0..<cut), learning.rows(cut..<learning.rows))
        }
        let inputBytes = learning.inputs.reduce(0) { $0 + $1.byteCount }
        let limit = max(Self.frontByteLimit, inputBytes)
        let rows = FittedRows(learning, of: self, frontByteLimit: limit)
        let others = validation.map { FittedRows($0, of: self, frontByteLimit: .max) }
        var data: [TrackedData] = []
        if AutomaticTracking.isTold(callbacks) {
            data = [TrackedData(learning, context: "train")]
            if let validation { data.append(TrackedData(validation, context: "eval")) }
        }
        return try train(
            epochs: initialEpoch..<max(initialEpoch, epochs), batches: Self.batches(of: learning.rows, batchSize),
            batchSize: batchSize, data: data, validates: others != nil, callbacks: callbacks, resume: resume
        ) { training in
            let learning = try rows.followed(by: training.model)!  // arrays can be kept
            let logs = try training.epoch(learning, of: rows, shuffle: shuffle)
            return try logs.validated(
                others.map { rows in
                    try training.model.judge(rows.followed(by: training.model)!, of: rows, batchSize: 256)
                })
        }
    }

    /// How many batches there are of so many rows.
    static func batches(of rows: Int, _ size: Int) -> Int { rows / size + (rows % size == 0 ? 0 : 1) }

    /// The loop over epochs: callbacks, history, stopping. `body` runs one epoch and gives its logs.
    ///
    /// - Parameters:
    ///   - data: what trackers are told of the data.
    ///   - validates: whether these have numbers of validation.
    ///   - resume: whether to go on with the run that a checkpoint interrupted, if there was one.
    mutating func train(
        epochs: Range<Int>, batches: Int?, batchSize: Int, data: [TrackedData] = [], validates: Bool,
        callbacks: [any Callback], resume: Bool, _ body: (inout Training) throws -> Logs
    ) throws -> History {
        try checked()
        let watched = AutomaticTracking.added(to: callbacks)
        // What a checkpoint keeps is what the next epoch begins with, so that checkpoints come last; trackers are told
        // what the others add to the logs.
        let ranks = watched.map { $0 is ModelCheckpoint ? 2 : $0 is Tracking ? 1 : 0 }
        let callbacks = (0...2).flatMap { rank in zip(watched, ranks).filter { $1 == rank }.map(\.0) }
        let interrupted = resume ? interrupted : nil
        self.interrupted = nil
        var run = Training(
            model: self, epochs: epochs.upperBound, batches: batches, batchSize: batchSize, callbacks: callbacks,
            data: data, validates: validates, history: History())
        self = withoutNumbers  // the run's model is the only owner of these, so that a step copies nothing
        defer { self = run.model }
        // Those that were told of the beginning, and not yet of the end.
        var watching: [any Callback] = []
        do {
            for callback in callbacks {
                try callback.onTrainBegin(&run)
                watching.append(callback)
            }
            try interrupted?.restore(callbacks, into: &run)
            run.warnOfUnfinishedPruning(
                epochs: epochs.upperBound - max(epochs.lowerBound, interrupted?.nextEpoch ?? 0))
            try run.run(epochs, from: interrupted?.nextEpoch, body)
            while !watching.isEmpty { try watching.removeFirst().onTrainEnd(&run) }
        } catch {
            for callback in watching { callback.onTrainError(error, &run) }
            throw error
        }
        return run.history
    }

    /// The order of rows in the coming epoch, which depends on the seed and the epochs trained so far alone.
    func order(of rows: Int) -> [Int] {
        var random = RandomGenerator(seed: seed, stream: 1 << 32 + UInt64(training.epoch))
        return random.permutation(rows)
    }
}

extension Training {
    /// Runs epochs until a callback ends it.
    fileprivate mutating func run(
        _ epochs: Range<Int>, from first: Int?, _ body: (inout Training) throws -> Logs
    ) throws {
        for epoch in epochs where epoch >= first ?? 0 {
            if stopTraining { break }
            for callback in callbacks { try callback.onEpochBegin(epoch, &self) }
            let logs = try body(&self)
            model.training.epoch += 1
            history.epochs.append(epoch)
            history.logs.append(logs)
            for callback in callbacks { try callback.onEpochEnd(epoch, history.logs.last!, &self) }
        }
    }

    /// An epoch on rows that are kept.
    mutating func epoch(_ samples: Samples, of rows: FittedRows, shuffle: Bool) throws -> Logs {
        let order = shuffle ? model.order(of: samples.rows) : nil
        var batches = ArrayBatches(samples, of: rows, batchSize: batchSize, order: order)
        return try epoch(&batches)
    }
}

extension Logs {
    /// These logs with those of validation.
    func validated(_ validation: Logs?) -> Logs {
        merging(validation?.map { ("val_" + $0.key, $0.value) } ?? []) { $1 }
    }
}
