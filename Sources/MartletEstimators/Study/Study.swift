import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import Synchronization

/// A search that learns from its trials where to go on: Optuna's `Study`. An objective says how good a configuration is; what
/// varies of it is said by key paths, as for ``RandomizedSearch``.
///
/// ```swift
/// let study = try Study(
///     NeuralClassifier(epochs: 5), direction: .maximize, seed: 1,
///     storage: .sqlite("study.db")
/// ) { space in
///     space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
///     space.vary(\.network.learningRate, in: 1e-4...1e-2, scale: .logarithmic)
/// }
/// try study.optimize(trials: 30, timeBudget: .seconds(60)) { trial in
///     try trial.crossValidate(train.features, species, cv: 3)
/// }
/// print(study.bestParameters, study.bestValue ?? .nan)
/// ```
///
/// Trials run side by side, each on an equal share of the threads. The same seed gives the same trials, however many run at a
/// time: what a trial is to try depends on trials that are `concurrency` or more before it, and on what those between are to
/// try, however far they have come. With a file each trial that has ended is kept, and a study goes on where it stood, also
/// when its process was killed: trials that ran then run again. Several processes may work on one file.
public final class Study<Configuration: Sendable>: Sendable {
    /// What is varied.
    public let base: Configuration
    private let space: StudySpace<Configuration>
    let rules: StudyRules
    private let turn = Turn()
    private let callbackTurn = Turn()
    /// Used by whoever has the turn.
    nonisolated(unsafe) private var log: StudyLog
    private let isStopped = Atomic(false)

    /// A study of what `vary` says, which goes on with the trials that the storage holds. Names and defaults are Optuna's.
    ///
    /// - Parameters:
    ///   - base: the configuration of which parameters are varied.
    ///   - direction: which values of the objective are the better ones.
    ///   - sampler: how parameters are drawn.
    ///   - pruner: which trials are ended early.
    ///   - name: what is studied; a file is of one study.
    ///   - seed: where the random numbers start.
    ///   - concurrency: how many trials may run at a time, at most. It changes which trials there are, as the seed does.
    ///   - storage: where trials are kept.
    /// - Throws: `EstimatorError` for a space or arguments that can't be; `StudyError` for a file of another study, or of a
    ///   newer version; `FileError` and `SQLiteError` where it can't be read or written.
    public init(
        _ base: Configuration, direction: StudyDirection = .minimize, sampler: StudySampler = .tpe(),
        pruner: StudyPruner = .none, name: String = "study", seed: UInt64 = 0, concurrency: Int = 4,
        storage: StudyStorage = .memory, vary: (inout SearchSpace<Configuration>) -> Void
    ) throws {
        self.base = base
        space = try StudySpace(SearchSpace(vary))
        rules = StudyRules(
            name: name, direction: direction, sampler: sampler, pruner: pruner, seed: seed, concurrency: concurrency)
        try rules.check()
        log = StudyLog(rules, space.layout)
        try log.open(storage, parameters: parameters)
    }

    private var parameters: @Sendable ([Double]) -> [String: String] {
        { [space] point in
            Dictionary(uniqueKeysWithValues: space.choices(point).map { ($0.name, $0.text) })
        }
    }

    /// Runs trials until there are so many in the study, or the time is over; those that run then are waited for.
    ///
    /// - Parameters:
    ///   - trials: how many the study is to have, with those that it has already; nil is no limit.
    ///   - timeBudget: after which no trial begins; nil is no limit.
    ///   - workers: trials at a time, at most; nil is as many as there are threads. It changes no trial.
    ///   - afterTrial: called after each trial, one at a time.
    ///   - objective: says how good a configuration is. A trial whose objective throws, or returns no number, has failed;
    ///     the study goes on.
    /// - Throws: `EstimatorError.invalid` without any limit; what the storage throws; `CancellationError` where the task
    ///   was cancelled. Trials that it ended are run again when the study goes on.
    public func optimize(
        trials: Int? = nil, timeBudget: Duration? = nil, workers: Int? = nil,
        afterTrial: (StudyTrial) -> Void = { _ in },
        _ objective: @Sendable (Trial<Configuration>) throws -> Double
    ) throws {
        try Checks.check(
            trials != nil || timeBudget != nil, "trials or timeBudget", "must be given; a study has no end")
        isStopped.store(false, ordering: .relaxed)
        try TrackedSearch.run(name) { tracked in
            begin(tracked)
            try run(
                trials ?? .max, until: timeBudget.map { ContinuousClock.now + $0 }, workers, afterTrial, tracked,
                objective)
            end(tracked)
        }
    }

    private func run(
        _ count: Int, until end: ContinuousClock.Instant?, _ workers: Int?, _ afterTrial: (StudyTrial) -> Void,
        _ tracked: TrackedSearch, _ objective: @Sendable (Trial<Configuration>) throws -> Double
    ) throws {
        let workers = Workers(workers, jobs: rules.concurrency)
        let failure = Mutex<(any Error)?>(nil)
        withUnsafeCurrentTask { task in
            parallel(threads: workers.count, count: workers.count) { _ in
                do {
                    while let trial = try next(of: count, task, until: end, tracked) {
                        let start = nanoseconds()
                        let result = workers.perform { try objective(trial) }
                        try finish(trial, result, seconds: Double(nanoseconds() - start) * 1e-9, afterTrial, tracked)
                    }
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                    stop()
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        try Task.checkCancellation()
    }

    /// Lets no further trial begin in this run of `optimize`.
    public func stop() { isStopped.store(true, ordering: .relaxed) }

    private func next(
        of count: Int, _ task: UnsafeCurrentTask?, until end: ContinuousClock.Instant?, _ tracked: TrackedSearch
    ) throws -> Trial<Configuration>? {
        try turn.withLock {
            while true {
                if isStopped.load(ordering: .relaxed) || task?.isCancelled == true { return nil }
                if let end, ContinuousClock.now >= end { return nil }
                switch try log.claim(of: count, parameters: parameters) {
                case .trial(let record, let known):
                    let configuration = space.choices(record.point).reduce(into: base) { $1.apply(&$0) }
                    tracked.begin(record.number, as: "trial", record.parameters)
                    return Trial(record, configuration: configuration, known: known, tracked: tracked)
                case .none: return nil
                case .later: turn.wait()
                }
            }
        }
    }

    private func finish(
        _ trial: Trial<Configuration>, _ result: Result<Double, any Error>, seconds: Double,
        _ afterTrial: (StudyTrial) -> Void, _ tracked: TrackedSearch
    ) throws {
        var record = trial.current
        record.seconds = seconds
        switch result {
        case .success(let value) where value.isFinite: (record.state, record.value) = (.complete, value)
        case .success(let value): (record.state, record.error) = (.failed, "the objective returned \(value)")
        case .failure(is TrialPruned): record.state = .pruned
        case .failure(is CancellationError): record.state = .waiting
        case .failure(let error): (record.state, record.error) = (.failed, text(of: error))
        }
        try turn.withLock {
            defer { turn.wake() }
            try log.finish(record)
        }
        guard record.state.isFinished else { return }
        tracked.end(record)
        // Which may look at the study, and so must not have its turn.
        callbackTurn.withLock { afterTrial(record) }
    }

    /// The trials so far, also those of other processes, in the order of their numbers.
    public var trials: [StudyTrial] { turn.withLock { log.trials } }

    /// The first of the best complete trials; nil before there is one.
    public var bestTrial: StudyTrial? {
        trials.filter { $0.state == .complete }.min {
            rules.direction.loss($0.value ?? .nan) < rules.direction.loss($1.value ?? .nan)
        }
    }

    /// Its value.
    public var bestValue: Double? { bestTrial?.value }
    /// Its parameters as texts, by their names; none before there is one.
    public var bestParameters: [String: String] { bestTrial?.parameters ?? [:] }
    /// The configuration that it tried.
    public var bestConfiguration: Configuration? {
        bestTrial.map { space.choices($0.point).reduce(into: base) { $1.apply(&$0) } }
    }

    /// Which values of the objective are the better ones.
    public var direction: StudyDirection { rules.direction }
    /// What is studied.
    public var name: String { rules.name }
    var layout: StudyLayout { space.layout }
}
