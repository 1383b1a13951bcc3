import MartletCodecs

/// Lowers the learning rate when a number stops getting better. Arguments and behaviour are Keras's: the optimiser must
/// have been given a number for a rate, not a schedule.
public final class ReduceLROnPlateau: Callback {
    private var monitor: Monitor
    private let factor: Double
    private let patience: Int
    private let cooldown: Int
    private let minLR: Double
    private var wait = 0
    private var cooling = 0

    /// - Parameters:
    ///   - monitor: the number that is watched.
    ///   - factor: what the learning rate is multiplied by, below 1.
    ///   - patience: epochs without getting better after which the rate is lowered.
    ///   - minDelta: by how much the number must get better to count.
    ///   - cooldown: epochs after a reduction in which nothing is counted.
    ///   - minLR: the rate that is never gone below.
    public init(
        monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, mode: Monitor.Mode = .auto,
        minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0
    ) {
        self.monitor = Monitor(monitor, mode, minDelta: minDelta)
        self.factor = factor
        self.patience = patience
        self.cooldown = cooldown
        self.minLR = minLR
    }

    public func onTrainBegin(_ training: inout Training) throws {
        guard factor < 1, factor >= 0 else {
            throw ArgumentError("ReduceLROnPlateau", "factor must be in 0..<1, and is \(factor)")
        }
        try training.model.checkLearningRateIsNumber("ReduceLROnPlateau")
        try monitor.begin("ReduceLROnPlateau", training)
        (wait, cooling) = (0, 0)
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        let rate = training.model.learningRate ?? 0
        training.log("learning_rate", rate)
        let value = try monitor.value(logs)
        if cooling > 0 {
            cooling -= 1
            wait = 0
        }
        if monitor.improves(value) {
            wait = 0
        } else if cooling == 0 {
            wait += 1
            if wait >= patience, rate > minLR {
                try training.model.setLearningRate(max(rate * factor, minLR))
                (wait, cooling) = (0, cooldown)
            }
        }
    }

    public var state: CallbackState? {
        var values: JSON = ["wait": .integer(wait), "cooling": .integer(cooling)]
        values["best"] = monitor.best.map { .double($0) }
        return CallbackState(values)
    }

    public func restore(_ state: CallbackState, _ training: Training) throws {
        (wait, cooling) = (try state.count("wait"), try state.count("cooling"))
        monitor.best = state.values["best"]?.double
    }
}
