public import MartletNumerics

/// An estimator that learns values from what others predict: scikit-learn's `StackingRegressor`, as ``StackingClassifier``.
public struct StackingRegressor: Regressor {
    /// The base estimators by name; nil is one that was dropped.
    public var estimators: [(name: String, estimator: (any Regressor)?)]
    /// What learns from their predictions.
    public var finalEstimator: any Regressor
    /// The folds, or how many.
    public var cv: any CrossValidator
    /// Whether the final estimator has the features too, after the predictions.
    public var passthrough: Bool
    /// Fits at a time, at most; nil is as many as there are threads. It changes no result.
    public var workers: Int?

    /// scikit-learn's arguments and defaults.
    public init(
        estimators: KeyValuePairs<String, (any Regressor)?>, finalEstimator: any Regressor = RidgeCV(),
        cv: any CrossValidator = 5, passthrough: Bool = false, workers: Int? = nil
    ) {
        self.estimators = estimators.map { ($0.key, $0.value) }
        self.finalEstimator = finalEstimator
        self.cv = cv
        self.passthrough = passthrough
        self.workers = workers
    }

    /// What was learned.
    public struct Fitted: Predictor {
        /// The names of the base estimators that weren't dropped.
        public let names: [String]
        /// What the final estimator learned.
        public let finalEstimator: any Predictor
        let features: StackedFeatures

        public var allowsMissing: Bool { features.allowsMissing }

        /// What the base estimators learned from all rows, in the order of `names`.
        public var estimators: [any Predictor] { features.predictors }

        /// What the final estimator sees of rows: `[rows, columns]`.
        public func transform(_ x: Tensor) throws -> Tensor { try features(x) }

        public func predict(_ x: Tensor) throws -> Tensor { try finalEstimator.predict(features(x)) }
    }

    public var allowsMissing: Bool {
        !passthrough && estimators.allSatisfy { $0.estimator?.allowsMissing ?? true }
    }

    /// - Throws: `EstimatorError` without estimators, and for folds that don't test each row once; what they throw.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        let kept = estimators.compactMap { name, estimator in estimator.map { (name: name, estimator: $0) } }
        let problem = Problem(x, y, classes: nil, sampleWeight: sampleWeight)
        let (features, training) = try StackedFeatures.learn(
            kept.map(\.estimator), problem, cv: cv, methods: kept.map { _ in .predictions }, passthrough: passthrough,
            workers: workers)
        return Fitted(
            names: kept.map(\.name),
            finalEstimator: try finalEstimator.learned(training, y, sampleWeight: sampleWeight), features: features)
    }
}

extension Regressor {
    /// What is learned, whatever its type.
    func learned(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> any Predictor {
        try learn(x, y, sampleWeight: sampleWeight)
    }
}
