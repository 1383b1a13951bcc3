public import MartletNumerics

/// Several regressors whose values are averaged: scikit-learn's `VotingRegressor`.
public struct VotingRegressor: Regressor {
    /// The regressors by name; nil is one that was dropped.
    public var estimators: [(name: String, estimator: (any Regressor)?)]
    /// How much the values of each count, of dropped ones too; nil is 1 for all.
    public var weights: [Double]?
    /// Fits at a time, at most; nil is as many as there are threads. It changes no result.
    public var workers: Int?

    /// scikit-learn's arguments and defaults.
    public init(
        estimators: KeyValuePairs<String, (any Regressor)?>, weights: [Double]? = nil, workers: Int? = nil
    ) {
        self.estimators = estimators.map { ($0.key, $0.value) }
        self.weights = weights
        self.workers = workers
    }

    /// What was learned.
    public struct Fitted: Predictor {
        /// The names of those that weren't dropped.
        public let names: [String]
        /// What they learned, in the order of `names`.
        public let estimators: [any Predictor]
        let weights: [Double]

        public var allowsMissing: Bool { estimators.allSatisfy(\.allowsMissing) }

        public func predict(_ x: Tensor) throws -> Tensor {
            try weightedMean(zip(estimators, weights).map { (try $0.predict(x), $1) })
        }
    }

    public var allowsMissing: Bool { estimators.allSatisfy { $0.estimator?.allowsMissing ?? true } }

    /// - Throws: `EstimatorError` without estimators, and unless there is a weight for each; what they throw.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        let kept = try weighted(estimators, weights)
        let learned = try sideBySide(kept.count, workers: workers) { index in
            try kept[index].estimator.learned(x, y, sampleWeight: sampleWeight)
        }
        return Fitted(
            names: kept.map(\.name), estimators: try learned.map { try $0.get() }, weights: kept.map(\.weight))
    }
}

/// The members of a vote that weren't dropped, each with its weight.
///
/// - Throws: `EstimatorError` if none counts, and unless there is a weight for each.
func weighted<Member>(
    _ members: [(name: String, estimator: Member?)], _ weights: [Double]?
) throws -> [(name: String, estimator: Member, weight: Double)] {
    let weights = weights ?? members.map { _ in 1 }
    try Checks.check(
        weights.count == members.count && weights.allSatisfy { $0 >= 0 && $0.isFinite }, "weights",
        "must be \(members.count) finite numbers of at least 0, one for each estimator, and are \(weights)")
    let kept = zip(members, weights).compactMap { named, weight in
        named.estimator.map { (name: named.name, estimator: $0, weight: weight) }
    }
    try Checks.check(
        kept.contains { $0.weight > 0 }, "estimators", "must hold one at least that isn't dropped and has a weight")
    return kept
}
