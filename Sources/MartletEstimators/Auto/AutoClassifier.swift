public import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A classifier that finds out itself how to learn from a table: it tries linear functions and networks of several shapes and
/// preparations by cross-validation, and predicts by an ensemble of the best, whose members were learned in the folds. Of few
/// rows the better half of them is tried again in other folds.
///
/// ```swift
/// let auto = AutoClassifier(minutes: 2, trials: 6, seed: 1)
/// let fitted = try auto.fit(train, target: "species")
/// print(fitted.report.candidates[0].name, try fitted.score(test))
/// ```
///
/// The same seed learns the same bytes, unless the time is over before all candidates were tried: which ones are left out then
/// depends on how fast the machine is.
public struct AutoClassifier: Classifier, AutoEstimator {
    public var settings: AutoSettings

    public init(_ settings: AutoSettings) { self.settings = settings }

    /// What was learned.
    public struct Fitted: ClassPredictor {
        /// The ensemble.
        public let ensemble: VotingClassifier.Fitted
        /// What was tried, and how it went.
        public let report: AutoReport

        public var allowsMissing: Bool { true }
        public func probabilities(_ x: Tensor) throws -> Tensor { try ensemble.probabilities(x) }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        try settings.check()
        let codes = y.array(of: Int.self)
        let classes = y.classCount
        guard classes > 1 else { throw EstimatorError.oneClass("AutoClassifier") }
        var members = [Int](repeating: 0, count: classes)
        for code in codes { members[code] += 1 }
        let most = members.max() ?? 0
        guard most >= 2 else { throw EstimatorError.tooFewMembers(what: "the largest class", members: most, needed: 2) }
        var candidates = AutoCandidates(rows: y.count, seed: seed)
        let weights = sampleWeight ?? Array(repeating: 1, count: y.count)
        let sum = weights.reduce(0, +)
        let problem = Problem(x, y, classes: classes, sampleWeight: sampleWeight)
        let list = candidates.classifiers(settings.trials)
        return try TrackedSearch.run("auto") { tracked in
            let folds = min(settings.folds, most)
            let search = AutoSearch(
                settings: settings, tracked: tracked, problem: problem,
                folds: { try problem.partition(by: StratifiedKFold(folds, shuffle: true, seed: $0)) },
                method: .probabilities,
                loss: { p in
                    codes.indices.reduce(0) { $0 - weights[$1] * log(max(p[$1 * classes + codes[$1]], 1e-15)) } / sum
                })
            let (chosen, report) = try search.run(list)
            let ensemble = VotingClassifier.Fitted(
                names: chosen.map(\.name), estimators: chosen.compactMap { $0.predictor as? any ClassPredictor },
                weights: chosen.map(\.weight), voting: .soft, classes: classes)
            tracked.keep(ensemble, of: problem)
            return Fitted(ensemble: ensemble, report: report)
        }
    }
}
