/// How ``AutoClassifier`` and ``AutoRegressor`` search.
public struct AutoSettings: Sendable {
    /// Minutes after which no further fit begins; nil is as long as all candidates take.
    public var minutes: Double?
    /// How many candidates are tried.
    public var trials: Int
    /// The number of folds; fewer where there are fewer rows, or no class has so many members.
    public var folds: Int
    /// Where the random numbers start.
    public var seed: UInt64
    /// Fits at a time, at most; nil is as many as there are threads. It changes no result.
    public var workers: Int?
    /// Told after each fit how many are done, and of how many; by one thread or another, never by two at once.
    public var progress: (@Sendable (_ done: Int, _ of: Int) -> Void)?

    /// A search of so many candidates.
    public init(
        minutes: Double? = nil, trials: Int = 24, folds: Int = 5, seed: UInt64 = 0, workers: Int? = nil,
        progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil
    ) {
        (self.minutes, self.trials, self.folds, self.seed) = (minutes, trials, folds, seed)
        (self.workers, self.progress) = (workers, progress)
    }

    /// What trackers are told.
    var parameters: [String: String] {
        ["minutes": minutes.map { "\($0)" } ?? "no limit", "trials": "\(trials)", "cv": "\(folds)", "seed": "\(seed)"]
    }

    /// - Throws: `EstimatorError.invalid` for arguments out of their range.
    func check() throws {
        try Checks.check(
            minutes.map { $0 >= 0 && $0.isFinite } ?? true, "minutes",
            "must be finite and not negative, and is \(minutes ?? 0)")
        try Checks.check((1...100_000).contains(trials), "trials", "must be from 1 to 100,000, and is \(trials)")
        try Checks.check(folds >= 2, "folds", "must be at least 2, and is \(folds)")
    }
}

/// An estimator that finds out itself how to learn: ``AutoClassifier`` and ``AutoRegressor``.
public protocol AutoEstimator: RandomEstimator {
    /// How it searches.
    var settings: AutoSettings { get set }

    /// An estimator that searches so.
    init(_ settings: AutoSettings)
}

extension AutoEstimator {
    /// An estimator that searches with ``AutoSettings`` of these arguments.
    public init(minutes: Double? = nil, trials: Int = 24, folds: Int = 5, seed: UInt64 = 0, workers: Int? = nil) {
        self.init(AutoSettings(minutes: minutes, trials: trials, folds: folds, seed: seed, workers: workers))
    }

    public var seed: UInt64 {
        get { settings.seed }
        set { settings.seed = newValue }
    }

    public var allowsMissing: Bool { true }
}
