public import MartletNumerics

/// A regressor that has learned. What it found is there under its own names, as `fitted.coefficients` of a ``Ridge``.
@dynamicMemberLookup
public struct FittedRegressor<Learned: Predictor>: Sendable {
    /// What the estimator learned.
    public let predictor: Learned
    let rowShape: [Int]

    init(predictor: Learned, rowShape: [Int]) {
        (self.predictor, self.rowShape) = (predictor, rowShape)
    }

    /// The value of each row: `[rows]`, float64.
    ///
    /// - Parameter x: `[rows, …]` as in training.
    /// - Throws: `EstimatorError` for rows that aren't as in training, or not finite.
    public func predict(_ x: Tensor) throws -> Tensor {
        try Checks.prediction(x, rowShape: rowShape, allowsMissing: predictor.allowsMissing)
        return try predictor.predict(x)
    }

    /// The coefficient of determination, R²: 1 for values that are all predicted, 0 for what their mean would do.
    ///
    /// - Throws: as `predict`; `EstimatorError` where there is no row, or not a value for each.
    public func score(_ x: Tensor, _ y: Tensor) throws -> Double {
        try Checks.training(
            x, targets: y.shape.first ?? 0, sampleWeight: nil, allowsMissing: predictor.allowsMissing)
        return try determination(Checks.values(y).array(), predict(x).array())
    }

    /// What the estimator learned, by its own names.
    public subscript<Value>(dynamicMember path: KeyPath<Learned, Value>) -> Value { predictor[keyPath: path] }
}

extension Regressor {
    /// Learns the values of rows.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]`
    ///   - y: `[rows]`, a value for each.
    ///   - sampleWeight: how much each row counts; nil is 1 for all.
    /// - Throws: `EstimatorError` for data that can't be learned.
    public func fit(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]? = nil) throws -> FittedRegressor<Fitted> {
        try Checks.training(
            x, targets: y.shape.first ?? 0, sampleWeight: sampleWeight, allowsMissing: allowsMissing)
        return FittedRegressor(
            predictor: try learn(x, Checks.values(y), sampleWeight: sampleWeight), rowShape: x.rowShape)
    }
}
