import Martlet

/// What `TrainingRun.fit` did.
struct TrainingOutcome {
    let history: History
    /// With early stopping the epoch whose model was kept, counted from 0; nil for the last.
    let bestEpoch: Int?
    let seconds: Double
    /// The optimiser's steps, and those before it went on from a checkpoint.
    let steps: Int
    let stepsBefore: Int

    /// The numbers of the model that was kept.
    var logs: Logs? {
        let index = bestEpoch.flatMap { history.epochs.firstIndex(of: $0) }
        return index.map { history.logs[$0] } ?? history.logs.last
    }

    var stepsPerSecond: Double { seconds > 0 ? Double(steps) / seconds : 0 }
}

/// A network and its data, from the setup to the results: what `train` and `demo` do.
struct TrainingRun<Data: Examples> {
    private(set) var setup: TrainingSetup
    let train: Data
    let validation: Data?
    let test: Data?
    private(set) var model: Model
    /// What is worth knowing of the data, in words.
    let remarks: [String]
    /// What the user should know though it is no error.
    private(set) var warnings: [String] = []

    /// Divides the data and makes the network, or goes on with that of the checkpoint `resuming`.
    ///
    /// - Throws: `BadData`, `TensorError`, `DataFileError`, `UnknownName`, `ArgumentError`.
    init(_ setup: TrainingSetup, _ data: Data, label: String? = nil, resuming checkpoint: LoadedModel? = nil) throws {
        self.setup = setup
        // A model from elsewhere takes columns as they are, in its order.
        let foreign = checkpoint.flatMap { $0.setup == nil ? $0 : nil }
        let parts = try setup.dataSetup.split(foreign.map { try data.matched(to: $0, source: setup.data) } ?? data)
        let train = try checkpoint.map { parts.train.prepared(by: $0.notes) } ?? parts.train.fitted(setup.scaling)
        self.setup.examples = data.count
        self.setup.fingerprint = data.fingerprint
        let notes = train.notes(label: label)
        if train.classNames.count == 1 {
            throw BadData(
                "all labels of '\(setup.data)' are '\(train.classNames[0])'; there must be two classes at least, or values to "
                    + "predict (--target values)")
        }
        self.train = train
        remarks = data.ownParts == nil ? train.remarks("--target") : data.remarks
        validation = parts.validation?.prepared(by: notes)
        test = parts.test?.prepared(by: notes)
        if let checkpoint {
            guard
                foreign != nil
                    || checkpoint.notes.features == notes.features
                        && checkpoint.notes.classNames == notes.classNames && checkpoint.notes.images == notes.images
            else {
                throw BadData(
                    "'\(setup.data)' has other features or classes than '\(checkpoint.path)' was trained on")
            }
            model = checkpoint.model
            model.skipsZeros = false
            model.interrupted?.isToldOf = true  // by these warnings
            warnings = Self.warnings(setup, checkpoint, data)
        } else {
            model = try train.model(setup)
        }
        try notes.write(to: &model)
        try self.setup.write(to: &model.metadata)
    }

    /// What makes going on from `checkpoint` other than it may seem.
    private static func warnings(_ setup: TrainingSetup, _ checkpoint: LoadedModel, _ data: Data) -> [String] {
        var warnings: [String] = []
        let done = checkpoint.model.epoch
        if checkpoint.model.skipsZeros {
            let sparsity = (try? checkpoint.model.sparsityReport())?.sparsity ?? 0
            warnings.append(
                """
                '\(checkpoint.path)' was pruned, and training on makes numbers of its zeros again; martlet prune --schedule \
                constant --to \(sparsity.short) trains on with as many
                """)
        } else if done == 0 {
            warnings.append(
                """
                '\(checkpoint.path)' doesn't say where its training stood, as after martlet convert and prune and in files of \
                Keras's: it goes on with epoch 1 and an optimizer that begins anew
                """)
        }
        if done >= setup.epochs {
            warnings.append(
                """
                nothing is left to train: '\(checkpoint.path)' has \(done) \(done == 1 ? "epoch" : "epochs") done, and \
                --epochs \(setup.epochs) counts from the beginning; give more than \(done) to train on
                """)
        }
        if done < setup.epochs, checkpoint.model.hasStoppedEarly {
            warnings.append(
                """
                nothing is left to train: early stopping had ended the training of '\(checkpoint.path)' after epoch \(done); \
                leave it as it is, or train anew with a larger --early-stopping
                """)
        }
        if let stored = checkpoint.dataSetup, !stored.describes(data, called: setup.data) {
            warnings.append(
                """
                '\(setup.data)' is not, or not any more, the data that '\(checkpoint.path)' was trained on, so rows for \
                validation and test may be among those it has learned from
                """)
        }
        return warnings
    }

    /// The name that early stopping watches.
    private var monitored: String { validation == nil ? "loss" : "val_loss" }

    /// Trains up to the setup's last epoch, and then the base's last layers if the setup says so. With early stopping the
    /// model is the best of both parts.
    ///
    /// - Parameters:
    ///   - fineTuning: the callbacks of that second part; nil: the same.
    ///   - keepsEpochs: whether a model whose training is cancelled becomes the one with which the epoch began, with which
    ///     `--resume` goes on; within the first epoch it is as the last step left it.
    /// - Throws: what callbacks throw; `Diverged` when a loss or a weight is no finite number any more; `CancellationError`.
    mutating func fit(
        callbacks: [any Callback], fineTuning: [any Callback]? = nil, keepsEpochs: Bool = false
    ) throws -> TrainingOutcome {
        let keeper = keepsEpochs ? EpochKeeper() : nil
        do {
            return try fit(callbacks, fineTuning ?? callbacks, keeper.map { [$0] } ?? [])
        } catch let error as CancellationError {
            if let kept = keeper?.kept, kept.epoch > 0 { model = kept }
            throw error
        }
    }

    private mutating func fit(
        _ callbacks: [any Callback], _ fineTuning: [any Callback], _ others: [any Callback]
    ) throws -> TrainingOutcome {
        let keeper = DivergenceGuard(keepingBest: monitored)
        let stopping = setup.earlyStopping.map {
            EarlyStopping(monitor: monitored, patience: $0, restoreBestWeights: true)
        }
        let watching: [any Callback] = [keeper] + (stopping.map { [$0] } ?? []) + others
        let (start, firstStep) = (nanoseconds(), model.iteration)
        var history = try train.fit(
            &model, setup, from: model.epoch, validation: validation, callbacks: callbacks + watching)
        var (steps, bestEpoch) = (model.iteration - firstStep, stopping?.bestEpoch)
        #if Images && Archives
            if let transfer = setup.transfer, transfer.fineTuneEpochs > 0 {
                try transfer.unfreeze(&model)
                var setup = setup
                setup.epochs += transfer.fineTuneEpochs
                let tuned = try train.fit(
                    &model, setup, from: self.setup.epochs, validation: validation,
                    callbacks: fineTuning + watching)
                history.epochs += tuned.epochs
                history.logs += tuned.logs
                steps += model.iteration
                bestEpoch = stopping?.bestEpoch
                if stopping != nil, let best = keeper.kept, best.epoch <= self.setup.epochs {
                    (model, bestEpoch) = (best.model, best.epoch - 1)
                }
            }
        #endif
        let seconds = Double(nanoseconds() - start) * 1e-9
        return TrainingOutcome(
            history: history, bestEpoch: bestEpoch, seconds: seconds, steps: steps, stepsBefore: firstStep)
    }
}
