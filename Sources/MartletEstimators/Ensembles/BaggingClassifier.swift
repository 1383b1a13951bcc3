public import MartletNumerics

/// Copies of a classifier, each of which learns from rows drawn anew; their probabilities are averaged: scikit-learn's
/// `BaggingClassifier`.
public struct BaggingClassifier<Base: Classifier>: Classifier, RandomEstimator {
    /// What learns; copies that draw random numbers do so from seeds of their own.
    public var estimator: Base
    /// The number of copies.
    public var estimators: Int
    /// The share of rows that each learns from.
    public var maxSamples: Double
    /// Whether a row may be drawn several times.
    public var bootstrap: Bool
    public var seed: UInt64
    /// Fits at a time, at most; nil is as many as there are threads. It changes no result.
    public var workers: Int?

    /// scikit-learn's arguments and defaults.
    public init(
        _ estimator: Base, estimators: Int = 10, maxSamples: Double = 1, bootstrap: Bool = true, seed: UInt64 = 0,
        workers: Int? = nil
    ) {
        self.estimator = estimator
        self.estimators = estimators
        self.maxSamples = maxSamples
        self.bootstrap = bootstrap
        self.seed = seed
        self.workers = workers
    }

    public var allowsMissing: Bool { estimator.allowsMissing }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> BaggedClassPredictor {
        try Checks.check(estimators >= 1, "estimators", "must be positive, and is \(estimators)")
        try Checks.check(
            maxSamples > 0 && maxSamples <= 1, "maxSamples", "must be above 0 and at most 1, and is \(maxSamples)")
        let rows = y.count
        var random = RandomGenerator(seed: seed)
        let count = max(1, Int(maxSamples * Double(rows)))
        let samples = try (0..<estimators).map { _ in
            try random.choice(below: rows, count: count, withReplacement: bootstrap)
        }
        let problem = Problem(x, y, classes: y.classCount, sampleWeight: sampleWeight)
        let learned = try sideBySide(estimators, workers: workers) { index in
            let copy = reseeded(estimator, seed &+ 1 &+ UInt64(index))
            guard let learned = try problem.fit(copy, on: samples[index]) as? any ClassPredictor else {
                preconditionFailure("classifiers learn classes")
            }
            return learned
        }
        return BaggedClassPredictor(estimators: try learned.map { try $0.get() }, samples: samples)
    }
}

/// What the copies of a bagged classifier learned.
public struct BaggedClassPredictor: ClassPredictor {
    /// What each learned.
    public let estimators: [any ClassPredictor]
    /// The rows that each learned from.
    public let samples: [[Int]]

    public var allowsMissing: Bool { estimators.allSatisfy(\.allowsMissing) }

    public func probabilities(_ x: Tensor) throws -> Tensor {
        try weightedMean(estimators.map { (try $0.probabilities(x), 1) })
    }
}

/// The estimator with another seed, if it has one.
func reseeded<E: Estimator>(_ estimator: E, _ seed: UInt64) -> E {
    guard let random = estimator as? any RandomEstimator else { return estimator }
    func with<R: RandomEstimator>(_ random: R) -> any RandomEstimator {
        var random = random
        random.seed = seed
        return random
    }
    return with(random) as! E
}
