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
        guard x.rank == 2 else {
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, features]", got: x.shape)
        }
        let weights = Tensor(sampleWeight ?? Array(repeating: 1, count: y.count))
        var (x, y) = (x.cast(to: .float64), y)
        let column = try weights.reshaped([y.count, 1])
        var means: (x: Tensor, y: Double) = (Tensor.zeros([x.shape[1]], dtype: .float64), 0)
        if fitIntercept {
            let sum = try weights.sum().scalar(as: Double.self)
            means = try ((x * column).sum(axis: 0) / sum, (y * weights).sum().scalar(as: Double.self) / sum)
            (x, y) = try (x - means.x, y - means.y)
        }
        let coefficients: Tensor
        if alpha == 0 {
            coefficients = try LinearAlgebra.leastSquares(x, y, weights: weights).solution
        } else {
            let turned = try (x * column).transposed()
            let penalty = try Tensor.eye(x.shape[1], dtype: .float64) * alpha
            coefficients = try LinearAlgebra.solve(turned.matmul(x) + penalty, turned.matmul(y))
        }
        return Fitted(
            coefficients: coefficients,
            intercept: try means.y - (means.x * coefficients).sum().scalar(as: Double.self))
    }
}
