public import MartletNumerics

/// A regressor that finds out itself how to learn from a table, as ``AutoClassifier`` does.
public struct AutoRegressor: Regressor, AutoEstimator {
    public var settings: AutoSettings

    public init(_ settings: AutoSettings) { self.settings = settings }

    /// What was learned.
    public struct Fitted: Predictor {
        /// The ensemble.
        public let ensemble: VotingRegressor.Fitted
        /// What was tried, and how it went.
        public let report: AutoReport

        public var allowsMissing: Bool { true }
        public func predict(_ x: Tensor) throws -> Tensor { try ensemble.predict(x) }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        try settings.check()
        guard y.count >= 2 else { throw EstimatorError.tooFewMembers(what: "the data", members: y.count, needed: 2) }
        var candidates = AutoCandidates(rows: y.count, seed: seed)
        let truth = y.array(of: Double.self)
        let weights = sampleWeight ?? Array(repeating: 1, count: y.count)
        let spread = deviation(truth)
        let unit = weights.reduce(0, +) * (spread > 0 ? spread * spread : 1)
        let problem = Problem(x, y, classes: nil, sampleWeight: sampleWeight)
        let list = candidates.regressors(settings.trials)
        return try TrackedSearch.run("auto") { tracked in
            let folds = min(settings.folds, y.count)
            let search = AutoSearch(
                settings: settings, tracked: tracked, problem: problem,
                folds: { try problem.partition(by: KFold(folds, shuffle: true, seed: $0)) }, method: .predictions,
                loss: { predicted in
                    truth.indices.reduce(0) {
                        $0 + weights[$1] * (predicted[$1] - truth[$1]) * (predicted[$1] - truth[$1])
                    } / unit
                })
            let (chosen, report) = try search.run(list)
            let ensemble = VotingRegressor.Fitted(
                names: chosen.map(\.name), estimators: chosen.map(\.predictor), weights: chosen.map(\.weight))
            tracked.keep(ensemble, of: problem)
            return Fitted(ensemble: ensemble, report: report)
        }
    }
}
