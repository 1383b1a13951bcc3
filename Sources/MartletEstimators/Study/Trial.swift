import Synchronization

/// One run of a study's objective: what it is to try, and where it reports how that goes. Names are Optuna's.
public final class Trial<Configuration: Sendable>: Sendable {
    /// Counted from 0 in the order in which trials are drawn.
    public let number: Int
    /// What to try.
    public let configuration: Configuration
    /// What was varied of it, as texts by the parameters' names.
    public let parameters: [String: String]
    private let known: KnownTrials
    private let record: Mutex<StudyTrial>
    private let tracked: TrackedSearch

    init(_ record: StudyTrial, configuration: Configuration, known: KnownTrials, tracked: TrackedSearch) {
        number = record.number
        self.configuration = configuration
        parameters = record.parameters
        self.known = known
        self.tracked = tracked
        self.record = Mutex(record)
    }

    /// Says how good the trial is at a step, such as after an epoch. Of two values for one step the first stays.
    ///
    /// - Throws: `EstimatorError.invalid` for a step below 0.
    public func report(_ value: Double, step: Int) throws {
        try Checks.check(step >= 0, "step", "must be at least 0, and is \(step)")
        let isNew = record.withLock { record in
            if record.intermediateValues[step] != nil { return false }
            record.intermediateValues[step] = value
            return true
        }
        if isNew { tracked.log(number, ["intermediate_value": value], step: step) }
    }

    /// Whether the study's pruner would end the trial, by what was reported last. Then throw ``TrialPruned``.
    public func shouldPrune() -> Bool { record.withLock { known.shouldPrune(&$0) } }

    /// What is known of it.
    var current: StudyTrial { record.withLock { $0 } }
}
