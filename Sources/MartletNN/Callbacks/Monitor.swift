/// A number among the logs and which way is better: what early stopping, checkpoints and plateaus have in common.
public struct Monitor: Sendable {
    /// Which way is better.
    public enum Mode: String, Sendable {
        /// Less is better.
        case min
        /// More is better.
        case max
        /// As the loss or metric of the name has it.
        case auto
    }

    /// Such as `val_loss`.
    public let name: String
    /// Which way is better.
    public let mode: Mode
    /// By how much a number must be better to count.
    public let minDelta: Double
    /// The best so far; nil before the first.
    var best: Double?
    private var isMaximized = false

    init(_ name: String, _ mode: Mode, minDelta: Double = 0) {
        self.name = name
        self.mode = mode
        self.minDelta = abs(minDelta)
    }

    /// Forgets the best, and learns which way is better.
    ///
    /// - Throws: `ArgumentError` if the mode is `auto` and nothing tells, and for a number of validation where there won't
    ///   be any.
    mutating func begin(_ owner: String, _ training: Training) throws {
        best = nil
        switch mode {
        case .max: isMaximized = true
        case .min: isMaximized = false
        case .auto:
            guard let known = training.model.isMaximized(name) else {
                throw ArgumentError(
                    owner,
                    "doesn't know '\(name)': the model has \(training.model.logNames.joined(separator: ", ")), with "
                        + "validation also val_…; for a number that a callback adds pass mode: .min or .max")
            }
            isMaximized = known
        }
        if name.hasPrefix("val_"), !training.mayValidate { throw withoutValidation }
    }

    private var withoutValidation: ArgumentError {
        ArgumentError(name, "is a number of validation; give fit a validationSplit or validationData")
    }

    /// The number in an epoch's logs.
    ///
    /// - Throws: `UnknownName` if it isn't there.
    func value(_ logs: Logs) throws -> Double {
        if name.hasPrefix("val_"), logs[name] == nil, !logs.keys.contains(where: { $0.hasPrefix("val_") }) {
            throw withoutValidation
        }
        guard let value = logs[name] else { throw UnknownName("number to monitor", name, known: logs.keys.sorted()) }
        return value
    }

    /// Whether `value` is better than `reference`; anything but NaN is better than nothing.
    func isBetter(_ value: Double, than reference: Double?) -> Bool {
        let reference = reference ?? (isMaximized ? -.infinity : .infinity)
        return isMaximized ? value - minDelta > reference : value + minDelta < reference
    }

    /// Takes `value` as the best if it is; says whether.
    mutating func improves(_ value: Double) -> Bool {
        guard isBetter(value, than: best) else { return false }
        best = value
        return true
    }
}

extension Training {
    /// Whether logs may have numbers of validation: `fit` makes some, or a callback of the user's own may add some.
    fileprivate var mayValidate: Bool {
        validates
            || callbacks.contains {
                switch $0 {
                case is EarlyStopping, is ReduceLROnPlateau, is ModelCheckpoint, is LearningRateScheduler,
                    is TerminateOnNaN, is CSVLogger, is ProgressBar, is Tracking:
                    false
                default: true
                }
            }
    }
}

extension Model {
    /// What training logs.
    fileprivate var logNames: [String] {
        let losses = outputNames.count == 1 ? [] : outputNames.map { $0 + "_loss" }
        return ["loss"] + losses + (compiled.map { Tally.names($0, outputNames) } ?? [])
    }

    /// Whether more of a number among the logs is better; nil if it isn't known.
    fileprivate func isMaximized(_ name: String) -> Bool? {
        let name = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
        if name == "loss" { return false }
        guard let compiled else { return nil }
        if outputNames.count > 1, outputNames.contains(where: { name == $0 + "_loss" }) { return false }
        return zip(Tally.names(compiled, outputNames), compiled.metrics.joined()).first { $0.0 == name }?.1.isMaximized
    }
}
