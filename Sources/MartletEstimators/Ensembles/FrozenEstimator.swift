public import MartletNumerics

/// A classifier that has learned and learns no more, so that it can be part of an ensemble: scikit-learn's
/// `FrozenEstimator`, and what its stacking does with `cv="prefit"`.
public struct FrozenEstimator<Fitted: ClassPredictor>: Classifier {
    /// What was learned.
    public let predictor: Fitted
    private let classes: Int

    /// A classifier that has learned. Its classes must be those of the ensemble.
    public init<Label>(_ fitted: FittedClassifier<Label, Fitted>) {
        (predictor, classes) = (fitted.predictor, fitted.classes.count)
    }

    public var allowsMissing: Bool { predictor.allowsMissing }

    /// - Throws: `EstimatorError.invalid` for another number of classes.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        let count = y.classCount
        try Checks.check(
            count == classes, "FrozenEstimator", "knows \(classes) classes, and there are \(count) to learn")
        return predictor
    }
}
