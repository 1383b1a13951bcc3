import Martlet

/// The user's units of what is learned in units of the values' deviation.
struct Units {
    private let deviation: Double

    init(_ scale: TablePreparation.Scale?) { deviation = scale?.deviation ?? 1 }

    /// Losses and metrics in these units.
    func logs(_ logs: Logs) -> Logs {
        guard deviation != 1 else { return logs }
        return Logs(uniqueKeysWithValues: logs.map { name, value in (name, value * factor(of: name)) })
    }

    private func factor(of name: String) -> Double {
        switch name.hasPrefix("val_") ? name.dropFirst(4) : name[...] {
        case "loss", "mean_squared_error": deviation * deviation
        case "mean_absolute_error": deviation
        default: 1
        }
    }

    /// The callbacks that show numbers, so that they show these, also in files' names; others as they are.
    func seen(by callbacks: [any Callback]) -> [any Callback] {
        guard deviation != 1 else { return callbacks }
        for case let checkpoint as ModelCheckpoint in callbacks { checkpoint.shown = logs }
        for case let tracking as Tracking in callbacks { tracking.shown = logs }
        return callbacks.map { $0 is ProgressBar || $0 is CSVLogger || $0 is TensorBoard ? InUnits($0, self) : $0 }
    }
}

/// A callback that is told of the numbers in the user's units.
private final class InUnits: Callback {
    private let inner: any Callback
    private let units: Units

    init(_ inner: any Callback, _ units: Units) { (self.inner, self.units) = (inner, units) }

    func onTrainBegin(_ training: inout Training) throws { try inner.onTrainBegin(&training) }
    func onTrainEnd(_ training: inout Training) throws { try inner.onTrainEnd(&training) }
    func onTrainError(_ error: any Error, _ training: inout Training) { inner.onTrainError(error, &training) }
    func onEpochBegin(_ epoch: Int, _ training: inout Training) throws { try inner.onEpochBegin(epoch, &training) }
    func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        try inner.onEpochEnd(epoch, units.logs(logs), &training)
    }
    func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {
        try inner.onTrainBatchEnd(batch, units.logs(logs), &training)
    }
    var wantsBatch: Bool { inner.wantsBatch }
    var hasFinished: Bool { inner.hasFinished }
    var state: CallbackState? { inner.state }
    func restore(_ state: CallbackState, _ training: Training) throws { try inner.restore(state, training) }
}
