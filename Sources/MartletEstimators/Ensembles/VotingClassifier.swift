public import MartletNumerics

/// Several classifiers that vote: scikit-learn's `VotingClassifier`.
public struct VotingClassifier: Classifier {
    /// How votes are counted.
    public enum Voting: String, Sendable, CaseIterable {
        /// Each has a vote for the class that it predicts; of several classes with as many the first is elected.
        case hard
        /// The mean of the probabilities.
        case soft
    }

    /// The classifiers by name; nil is one that was dropped.
    public var estimators: [(name: String, estimator: (any Classifier)?)]
    /// How votes are counted.
    public var voting: Voting
    /// How much the vote of each counts, dropped ones too; nil is 1 for all.
    public var weights: [Double]?
    /// Fits at a time, at most; nil is as many as there are threads. It changes no result.
    public var workers: Int?

    /// scikit-learn's arguments and defaults.
    public init(
        estimators: KeyValuePairs<String, (any Classifier)?>, voting: Voting = .hard, weights: [Double]? = nil,
        workers: Int? = nil
    ) {
        self.estimators = estimators.map { ($0.key, $0.value) }
        self.voting = voting
        self.weights = weights
        self.workers = workers
    }

    /// What was learned.
    public struct Fitted: ClassPredictor {
        /// The names of those that weren't dropped.
        public let names: [String]
        /// What they learned, in the order of `names`.
        public let estimators: [any ClassPredictor]
        let weights: [Double]
        let voting: Voting
        let classes: Int

        public var allowsMissing: Bool { estimators.allSatisfy(\.allowsMissing) }

        /// - Throws: `EstimatorError.noProbabilities` where votes are counted.
        public func probabilities(_ x: Tensor) throws -> Tensor {
            guard voting == .soft else { throw EstimatorError.noProbabilities("hard voting") }
            return try weightedMean(zip(estimators, weights).map { (try $0.probabilities(x), $1) })
        }

        public func predict(_ x: Tensor) throws -> Tensor {
            let votes: Tensor
            if voting == .soft {
                votes = try probabilities(x)
            } else {
                var counts = [Double](repeating: 0, count: x.shape[0] * classes)
                for (estimator, weight) in zip(estimators, weights) {
                    for (row, code) in try estimator.predict(x).array(of: Int.self).enumerated() {
                        try Checks.check((0..<classes).contains(code), "class \(code)", "must be one of \(classes)")
                        counts[row * classes + code] += weight
                    }
                }
                votes = try Tensor(counts, shape: [x.shape[0], classes])
            }
            return try votes.argMax(axis: 1).cast(to: .int32)
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
            names: kept.map(\.name), estimators: try learned.map { try $0.get() }, weights: kept.map(\.weight),
            voting: voting, classes: y.classCount)
    }
}

/// The mean of tensors of one shape, each with its weight; float64.
func weightedMean(_ tensors: [(tensor: Tensor, weight: Double)]) throws -> Tensor {
    var sum = Tensor.zeros(tensors[0].tensor.shape, dtype: .float64)
    for (tensor, weight) in tensors { sum = try sum + tensor.cast(to: .float64) * weight }
    return try sum / tensors.reduce(0) { $0 + $1.weight }
}
