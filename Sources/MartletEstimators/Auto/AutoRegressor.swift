public import MartletNumerics

/// A regressor that finds out itself how to learn from a table, as ``AutoClassifier`` does.
public struct AutoRegressor: Regressor, RandomEstimator {
    /// Minutes after which no further fit begins; nil is as long as all candidates take.
    public var minutes: Double?
    /// How many candidates are tried.
    public var trials: Int
    /// The number of folds; fewer where there are fewer rows.
    public var folds: Int
    public var seed: UInt64
    /// Fits at a time, at most; nil is as many as there are threads. It changes no result.
    public var workers: Int?

    /// A search of so many candidates.
    public init(
        minutes: Double? = nil, trials: Int = 24, folds: Int = 5, seed: UInt64 = 0, workers: Int? = nil
    ) {
        (self.minutes, self.trials, self.folds, self.seed, self.workers) = (minutes, trials, folds, seed, workers)
    }

    /// What was learned.
    public struct Fitted: Predictor {
        /// The ensemble.
        public let ensemble: VotingRegressor.Fitted
        /// What was tried, and how it went.
        public let report: AutoReport

        public var allowsMissing: Bool { true }
        public func predict(_ x: Tensor) throws -> Tensor { try ensemble.predict(x) }
    }

    public var allowsMissing: Bool { true }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        try checkAuto(minutes: minutes, trials: trials, folds: folds)
        guard y.count >= 2 else { throw EstimatorError.tooFewMembers(what: "the data", members: y.count, needed: 2) }
        var candidates = AutoCandidates(rows: y.count, seed: seed)
        let search = AutoSearch(
            seconds: minutes.map { $0 * 60 }, cv: KFold(min(folds, y.count), shuffle: true, seed: seed),
            workers: workers)
        let truth = y.array(of: Double.self)
        let weights = sampleWeight ?? Array(repeating: 1, count: y.count)
        let spread = deviation(truth)
        let unit = weights.reduce(0, +) * (spread > 0 ? spread * spread : 1)
        let (chosen, report) = try search.run(
            candidates.regressors(trials), Problem(x, y, classes: nil, sampleWeight: sampleWeight),
            method: .predictions
        ) { predicted in
            truth.indices.reduce(0) { $0 + weights[$1] * (predicted[$1] - truth[$1]) * (predicted[$1] - truth[$1]) }
                / unit
        }
        return Fitted(
            ensemble: VotingRegressor.Fitted(
                names: chosen.map(\.name), estimators: chosen.map(\.predictor), weights: chosen.map(\.weight)),
            report: report)
    }
}
