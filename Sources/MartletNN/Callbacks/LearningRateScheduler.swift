/// Sets the learning rate at the beginning of each epoch, from the epoch and the rate so far. As in Keras the optimiser
/// must have been given a number for a rate, not a schedule.
public final class LearningRateScheduler: Callback {
    private let schedule: (_ epoch: Int, _ rate: Double) -> Double

    /// - Parameter schedule: the rate for an epoch (counted from 0), given the rate so far.
    public init(_ schedule: @escaping (_ epoch: Int, _ rate: Double) -> Double) {
        self.schedule = schedule
    }

    public func onTrainBegin(_ training: inout Training) throws {
        try training.model.checkLearningRateIsNumber("LearningRateScheduler")
    }

    public func onEpochBegin(_ epoch: Int, _ training: inout Training) throws {
        let rate = schedule(epoch, training.model.learningRate ?? 0)
        guard rate.isFinite, rate >= 0 else {
            throw ArgumentError(
                "LearningRateScheduler", "the rate for epoch \(epoch) is \(rate) and must be finite and not negative")
        }
        try training.model.setLearningRate(rate)
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        if let rate = training.model.learningRate { training.log("learning_rate", rate) }
    }
}
