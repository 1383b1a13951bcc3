public import MartletNumerics

/// ``Ridge`` with the penalty of those tried whose squared errors are the least when each row is predicted without having
/// been learned from: scikit-learn's `RidgeCV` with its default, efficient leave-one-out cross-validation.
public struct RidgeCV: Regressor {
    /// The penalties to try; of several that are as good, the first is taken.
    public var alphas: [Double]
    /// Whether the function has an intercept, which isn't penalised.
    public var fitIntercept: Bool

    /// scikit-learn's arguments and defaults.
    public init(alphas: [Double] = [0.1, 1, 10], fitIntercept: Bool = true) {
        self.alphas = alphas
        self.fitIntercept = fitIntercept
    }

    /// What was learned.
    public struct Fitted: Predictor {
        /// The penalty that was taken.
        public let alpha: Double
        /// Minus the mean of the squared errors with it, each of a row that wasn't learned from.
        public let bestScore: Double
        let ridge: Ridge.Fitted

        /// `[features]`
        public var coefficients: Tensor { ridge.coefficients }
        /// The value where all features are 0.
        public var intercept: Double { ridge.intercept }

        public func predict(_ x: Tensor) throws -> Tensor { try ridge.predict(x) }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        try Checks.check(
            !alphas.isEmpty && alphas.allSatisfy { $0 > 0 && $0.isFinite }, "alphas",
            "must be finite and positive, one at least, and are \(alphas)")
        let data = try RidgeData(x, y, sampleWeight: sampleWeight, fitIntercept: fitIntercept)
        var best = (alpha: alphas[0], score: -Double.infinity)
        for alpha in alphas {
            let score = try data.leaveOneOutScore(alpha: alpha)
            if score > best.score { best = (alpha, score) }
        }
        return Fitted(alpha: best.alpha, bestScore: best.score, ridge: try data.fitted(alpha: best.alpha))
    }
}
