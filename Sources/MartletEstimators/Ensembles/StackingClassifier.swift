public import MartletNumerics

/// An estimator that learns from what others predict: scikit-learn's `StackingClassifier`. The others' predictions for a
/// row, by which it learns, come from what they learned without the row's fold; those by which it predicts from what they
/// learned from all rows.
///
/// ```swift
/// let stack = StackingClassifier(estimators: [
///     "small": NeuralClassifier(hidden: [32], seed: 1),
///     "large": NeuralClassifier(hidden: [128, 64], seed: 2),
///     "linear": LogisticRegression(),
/// ])
/// let fitted = try stack.fit(train.features, train.labels)
/// print(try fitted.score(test.features, test.labels))
/// ```
///
/// One that has learned before takes part as a ``FrozenEstimator``.
public struct StackingClassifier: Classifier {
    /// The base estimators by name; nil is one that was dropped.
    public var estimators: [(name: String, estimator: (any Classifier)?)]
    /// What learns from their predictions.
    public var finalEstimator: any Classifier
    /// The folds, or how many.
    public var cv: any CrossValidator
    /// What is asked of the base estimators.
    public var stackMethod: StackMethod
    /// Whether the final estimator has the features too, after the predictions.
    public var passthrough: Bool
    /// Fits at a time, at most; nil is as many as there are threads. It changes no result.
    public var workers: Int?

    /// scikit-learn's arguments and defaults.
    public init(
        estimators: KeyValuePairs<String, (any Classifier)?>, finalEstimator: any Classifier = LogisticRegression(),
        cv: any CrossValidator = 5, stackMethod: StackMethod = .auto, passthrough: Bool = false, workers: Int? = nil
    ) {
        self.estimators = estimators.map { ($0.key, $0.value) }
        self.finalEstimator = finalEstimator
        self.cv = cv
        self.stackMethod = stackMethod
        self.passthrough = passthrough
        self.workers = workers
    }

    /// What was learned.
    public struct Fitted: ClassPredictor {
        /// The names of the base estimators that weren't dropped.
        public let names: [String]
        /// What the final estimator learned.
        public let finalEstimator: any ClassPredictor
        let features: StackedFeatures

        public var allowsMissing: Bool { features.allowsMissing }

        /// What the base estimators learned from all rows, in the order of `names`.
        public var estimators: [any ClassPredictor] { features.predictors.compactMap { $0 as? any ClassPredictor } }

        /// What the final estimator sees of rows: `[rows, columns]`.
        public func transform(_ x: Tensor) throws -> Tensor { try features(x) }

        public func probabilities(_ x: Tensor) throws -> Tensor { try finalEstimator.probabilities(features(x)) }

        public func predict(_ x: Tensor) throws -> Tensor { try finalEstimator.predict(features(x)) }
    }

    public var allowsMissing: Bool {
        !passthrough && estimators.allSatisfy { $0.estimator?.allowsMissing ?? true }
    }

    /// - Throws: `EstimatorError` without estimators, and for folds that don't test each row once; what they throw.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        let kept = estimators.compactMap { name, estimator in estimator.map { (name: name, estimator: $0) } }
        let problem = Problem(x, y, classes: y.classCount, sampleWeight: sampleWeight)
        let (features, training) = try StackedFeatures.learn(
            kept.map(\.estimator), problem, cv: cv, methods: kept.map { _ in stackMethod }, passthrough: passthrough,
            workers: workers)
        return Fitted(
            names: kept.map(\.name),
            finalEstimator: try finalEstimator.learned(training, y, sampleWeight: sampleWeight), features: features)
    }
}

extension Classifier {
    /// What is learned, whatever its type.
    func learned(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> any ClassPredictor {
        try learn(x, y, sampleWeight: sampleWeight)
    }
}
