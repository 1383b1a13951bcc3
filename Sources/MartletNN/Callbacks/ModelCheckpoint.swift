import MartletCodecs

/// Saves the model as it trains, with all that `fit(…, resume: true)` needs to go on exactly where it stood.
///
/// It works after the other callbacks, whatever its place among them.
public final class ModelCheckpoint: Callback {
    private let path: PathTemplate
    private var monitor: Monitor
    private let saveBestOnly: Bool
    private let saveWeightsOnly: Bool
    private let everyEpochs: Int
    private let initialThreshold: Double?
    /// What becomes of the numbers that stand in a file's name.
    package var shown: (Logs) -> Logs = { $0 }
    /// The file that was written last; nil before the first.
    public private(set) var lastPath: String?

    /// - Parameters:
    ///   - path: the file; `{epoch}` (counted from 1) and names of logs in braces stand for their numbers, with a format
    ///     if wanted: `model-{epoch:02d}-{val_loss:.2f}.safetensors`.
    ///   - monitor: the number that tells which model is best.
    ///   - saveBestOnly: whether only a model better than those before is saved.
    ///   - saveWeightsOnly: whether what is needed for training on is left out.
    ///   - everyEpochs: how many epochs lie between two files.
    ///   - initialValueThreshold: what the first model must be better than.
    public init(
        _ path: String, monitor: String = "val_loss", saveBestOnly: Bool = false, saveWeightsOnly: Bool = false,
        mode: Monitor.Mode = .auto, everyEpochs: Int = 1, initialValueThreshold: Double? = nil
    ) {
        self.path = PathTemplate(path)
        self.monitor = Monitor(monitor, mode)
        self.saveBestOnly = saveBestOnly
        self.saveWeightsOnly = saveWeightsOnly
        self.everyEpochs = everyEpochs
        initialThreshold = initialValueThreshold
    }

    /// The same with Keras's label.
    public convenience init(
        filepath: String, monitor: String = "val_loss", saveBestOnly: Bool = false, saveWeightsOnly: Bool = false,
        mode: Monitor.Mode = .auto, everyEpochs: Int = 1, initialValueThreshold: Double? = nil
    ) {
        self.init(
            filepath, monitor: monitor, saveBestOnly: saveBestOnly, saveWeightsOnly: saveWeightsOnly, mode: mode,
            everyEpochs: everyEpochs, initialValueThreshold: initialValueThreshold)
    }

    /// The best number so far.
    public var best: Double? { monitor.best }

    public func onTrainBegin(_ training: inout Training) throws {
        guard everyEpochs > 0 else {
            throw ArgumentError("ModelCheckpoint", "everyEpochs must be positive, and is \(everyEpochs)")
        }
        if saveBestOnly { try monitor.begin("ModelCheckpoint", training) }
        monitor.best = initialThreshold
        lastPath = nil
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        guard (epoch + 1).isMultiple(of: everyEpochs) else { return }
        if saveBestOnly {
            let value = try monitor.value(logs)
            guard monitor.improves(value) else { return }
        }
        let path = try path.filled(epoch: epoch + 1, shown(logs))
        let run = saveWeightsOnly ? nil : Interruption(training, nextEpoch: epoch + 1)
        try training.model.save(to: path, includeOptimizer: !saveWeightsOnly, run: run)
        lastPath = path
    }

    public var state: CallbackState? { monitor.best.map { CallbackState(["best": .double($0)]) } }

    public func restore(_ state: CallbackState, _ training: Training) throws { monitor.best = try state.number("best") }
}
