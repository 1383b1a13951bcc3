public import MartletNumerics

/// An estimator that learns from rows which transformers have changed: scikit-learn's `Pipeline`. What the transformers
/// find, they find in the rows that are learned from, also within the folds of cross-validation and search.
///
/// ```swift
/// let pipeline = Pipeline(
///     SimpleImputer(strategy: .median), StandardScaler(),
///     estimator: LogisticRegression())
/// let fitted = try pipeline.fit(x, labels)
/// ```
///
/// Rows may have missing values, NaN, if a step fills them in.
public struct Pipeline<Final: Estimator>: Estimator {
    /// What changes the rows, in its order.
    public var steps: [any Transformer]
    /// What learns from them.
    public var estimator: Final

    /// Such steps, and what learns at the end.
    public init(_ steps: any Transformer..., estimator: Final) {
        (self.steps, self.estimator) = (steps, estimator)
    }

    public var allowsMissing: Bool { true }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> FittedPipeline<Final.Fitted> {
        guard x.rank == 2 || steps.isEmpty else {
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, features]", got: x.shape)
        }
        let (steps, changed) = try TransformerPipeline(steps: steps).learnAndTransform(x)
        try Checks.features(changed, allowsMissing: estimator.allowsMissing)
        return FittedPipeline(
            steps: steps, estimator: try estimator.learn(changed, y, sampleWeight: sampleWeight))
    }
}

extension Pipeline: Classifier where Final: Classifier {}
extension Pipeline: Regressor where Final: Regressor {}
extension Pipeline: RandomEstimator where Final: RandomEstimator {
    public var seed: UInt64 {
        get { estimator.seed }
        set { estimator.seed = newValue }
    }
}

/// What a pipeline learned.
public struct FittedPipeline<Learned: Predictor>: Predictor {
    /// What changes the rows.
    public let steps: TransformerPipeline.Fitted
    /// What was learned from the rows so changed.
    public let estimator: Learned

    public var allowsMissing: Bool { true }

    /// The rows as the last estimator sees them.
    public func transform(_ x: Tensor) throws -> Tensor {
        let changed = try steps.transform(x)
        try Checks.features(changed, allowsMissing: estimator.allowsMissing)
        return changed
    }

    public func predict(_ x: Tensor) throws -> Tensor { try estimator.predict(transform(x)) }
}

extension FittedPipeline: ClassPredictor where Learned: ClassPredictor {
    public func probabilities(_ x: Tensor) throws -> Tensor { try estimator.probabilities(transform(x)) }
}
