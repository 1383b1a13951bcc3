public import MartletNumerics

/// Probabilities by a linear function of the features, with a penalty on the squares of its coefficients: scikit-learn's
/// `LogisticRegression` with its default solver, L-BFGS. Two classes have one function between them, more have one each.
public struct LogisticRegression: Classifier {
    /// The inverse of how much the penalty counts.
    public var c: Double
    /// Whether the function has an intercept, which isn't penalised.
    public var fitIntercept: Bool
    /// How much the rows of each class count.
    public var classWeight: ClassWeight
    /// The largest element of the gradient of the mean loss at which it is found.
    public var tol: Double
    /// Iterations at most.
    public var maxIter: Int

    /// scikit-learn's arguments and defaults.
    public init(
        c: Double = 1, fitIntercept: Bool = true, classWeight: ClassWeight = .none, tol: Double = 1e-4,
        maxIter: Int = 100
    ) {
        self.c = c
        self.fitIntercept = fitIntercept
        self.classWeight = classWeight
        self.tol = tol
        self.maxIter = maxIter
    }

    /// What was learned.
    public struct Fitted: ClassPredictor {
        /// `[1, features]` for two classes, where they speak for the second; else `[classes, features]`.
        public let coefficients: Tensor
        /// `[1]` or `[classes]`.
        public let intercept: Tensor
        /// Iterations that were made.
        public let iterations: Int

        /// How far each row is on the side of the second class, `[rows, 1]`, or of each class, `[rows, classes]`.
        public func decisionFunction(_ x: Tensor) throws -> Tensor {
            try x.cast(to: .float64).matmul(coefficients.transposed()) + intercept
        }

        public func probabilities(_ x: Tensor) throws -> Tensor {
            let scores = try decisionFunction(x)
            if scores.shape[1] == 1 {
                let second = try 1 / ((-scores).exp() + 1)
                return try Tensor.concatenate([1 / (scores.exp() + 1), second], axis: 1)
            }
            let exponentials = try (scores - scores.max(axis: 1, keepingDimensions: true)).exp()
            return try exponentials / exponentials.sum(axis: 1, keepingDimensions: true)
        }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        try Checks.check(c > 0, "c", "must be positive, and is \(c)")
        try Checks.check(tol > 0 && maxIter > 0, "tol and maxIter", "must be positive, and are \(tol) and \(maxIter)")
        let codes = y.array(of: Int.self)
        let classes = y.classCount
        guard classes > 1 else { throw EstimatorError.oneClass("LogisticRegression") }
        let weights = try classWeight.applied(to: sampleWeight, codes, classes: classes)
        let loss = try LogisticLoss(x, codes, classes: classes, weights: weights, c: c, fitIntercept: fitIntercept)
        let search = LBFGS(maxIterations: maxIter, tolerance: tol)
        let (found, iterations) = try search.minimize(from: loss.start, loss.callAsFunction)
        return Fitted(
            coefficients: try loss.coefficients(found).transposed(), intercept: loss.intercept(found),
            iterations: iterations)
    }
}
