import MartletCodecs
import MartletNumerics

/// Ends training when a number stops getting better. Arguments and behaviour are Keras's.
public final class EarlyStopping: Callback {
    private var monitor: Monitor
    private let patience: Int
    private let baseline: Double?
    private let restoresBestWeights: Bool
    private let startFromEpoch: Int
    private var wait = 0
    private var bestWeights: KeptParameters?
    /// The epoch that was best so far, counted from 0; nil before the first.
    public private(set) var bestEpoch: Int?
    /// The epoch after which this callback ended training; nil if it didn't.
    public private(set) var stoppedEpoch: Int?

    /// - Parameters:
    ///   - monitor: the number that is watched.
    ///   - minDelta: by how much it must get better to count.
    ///   - patience: epochs without getting better after which training ends.
    ///   - baseline: what the number must be better than for patience to start anew.
    ///   - restoreBestWeights: whether the model ends with the parameters of its best epoch.
    ///   - startFromEpoch: the first epoch that is looked at.
    public init(
        monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, mode: Monitor.Mode = .auto,
        baseline: Double? = nil, restoreBestWeights: Bool = false, startFromEpoch: Int = 0
    ) {
        self.monitor = Monitor(monitor, mode, minDelta: minDelta)
        self.patience = patience
        self.baseline = baseline
        restoresBestWeights = restoreBestWeights
        self.startFromEpoch = startFromEpoch
    }

    /// The best number so far.
    public var best: Double? { monitor.best }

    public func onTrainBegin(_ training: inout Training) throws {
        try monitor.begin("EarlyStopping", training)
        (wait, bestWeights, bestEpoch, stoppedEpoch) = (0, nil, nil, nil)
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        let value = try monitor.value(logs)
        guard epoch >= startFromEpoch else { return }
        if restoresBestWeights, bestWeights == nil { keep(epoch, training) }
        wait += 1
        if monitor.improves(value) {
            keep(epoch, training)
            if baseline == nil || monitor.isBetter(value, than: baseline) { wait = 0 }
        } else if wait >= patience, epoch > 0 {
            stoppedEpoch = epoch
            training.stopTraining = true
        }
    }

    private func keep(_ epoch: Int, _ training: Training) {
        bestEpoch = epoch
        if restoresBestWeights { bestWeights = KeptParameters(training.model) }
    }

    public func onTrainEnd(_ training: inout Training) throws {
        try bestWeights?.restore(&training.model, "EarlyStopping")
    }

    public var hasFinished: Bool { stoppedEpoch != nil }

    public var state: CallbackState? {
        var values: JSON = ["wait": .integer(wait)]
        values["best"] = monitor.best.map { .double($0) }
        values["bestEpoch"] = bestEpoch.map { .integer($0) }
        values["stoppedEpoch"] = stoppedEpoch.map { .integer($0) }
        values["frozen"] = bestWeights.map { .array($0.frozen.sorted().map { .string($0) }) }
        return CallbackState(values, tensors: bestWeights.map { ["best": $0.vector] } ?? [:])
    }

    public func restore(_ state: CallbackState, _ training: Training) throws {
        wait = try state.count("wait")
        monitor.best = state.values["best"]?.double
        bestEpoch = state.values["bestEpoch"]?.integer
        // With more patience than it had, training goes on.
        stoppedEpoch = wait < patience ? nil : state.values["stoppedEpoch"]?.integer
        guard restoresBestWeights, let weights = state.tensors["best"] else { return }
        let frozen = state.values["frozen"]?.array.map { Set($0.compactMap(\.string)) } ?? training.model.frozen
        var model = training.model
        let kept = KeptParameters(vector: weights, frozen: frozen)
        try kept.restore(&model, "EarlyStopping")  // whether it can be
        bestWeights = kept
    }
}
