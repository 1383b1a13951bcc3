public import MartletNN

/// Reports a number of each epoch to a study's trial, and ends training with ``TrialPruned`` where the study's pruner would
/// end the trial: Optuna's `KerasPruningCallback`. The step is the number of epochs.
public final class PruningCallback: Callback {
    private let monitor: String
    private let report: (Double, Int) throws -> Bool

    /// - Parameter monitor: the number that is reported.
    public init<Configuration>(_ trial: Trial<Configuration>, monitor: String = "val_loss") {
        self.monitor = monitor
        report = { value, step in
            try trial.report(value, step: step)
            return trial.shouldPrune()
        }
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        guard let value = logs[monitor] else {
            throw EstimatorError.invalid(
                argument: "monitor",
                reason: "is '\(monitor)', and an epoch has \(logs.keys.sorted().joined(separator: ", "))")
        }
        if try report(value, epoch + 1) { throw TrialPruned() }
    }
}
