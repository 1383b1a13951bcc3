public import MartletNumerics

/// Values by a linear function of the features, with a penalty on the squares of its coefficients; solved by LAPACK.
/// Arguments and defaults are those of scikit-learn's `Ridge`.
public struct Ridge: Regressor {
    /// How much the penalty counts; with 0 this is least squares, of several solutions the one of the smallest coefficients.
    public var alpha: Double
    /// Whether the function has an intercept, which isn't penalised.
    public var fitIntercept: Bool

    /// scikit-learn's arguments and defaults.
    public init(alpha: Double = 1, fitIntercept: Bool = true) {
        self.alpha = alpha
        self.fitIntercept = fitIntercept
    }

    /// What was learned.
    public struct Fitted: Predictor {
        /// `[features]`
        public let coefficients: Tensor
        /// The value where all features are 0.
        public let intercept: Double

        public func predict(_ x: Tensor) throws -> Tensor {
            try x.cast(to: .float64).matmul(coefficients) + intercept
        }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        try Checks.check(alpha >= 0 && alpha.isFinite, "alpha", "must be finite and not negative, and is \(alpha)")
        return try RidgeData(x, y, sampleWeight: sampleWeight, fitIntercept: fitIntercept).fitted(alpha: alpha)
    }
}
