import MartletNumerics

/// Rows as ridge regression learns from them: less their weighted means, if there is an intercept.
struct RidgeData {
    private let x, y, weights: Tensor
    private let means: (x: Tensor, y: Double)
    /// 1 over the sum of the weights where there is an intercept, else 0: how much of a row's prediction is its share of
    /// the mean.
    private let share: Double

    /// - Throws: `EstimatorError.wrongShape` for features that aren't `[rows, features]`.
    init(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?, fitIntercept: Bool) throws {
        guard x.rank == 2 else {
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, features]", got: x.shape)
        }
        weights = Tensor(sampleWeight ?? Array(repeating: 1, count: y.count))
        let x = x.cast(to: .float64)
        guard fitIntercept else {
            (self.x, self.y, means, share) = (x, y, (Tensor.zeros([x.shape[1]], dtype: .float64), 0), 0)
            return
        }
        let sum = try weights.sum().scalar(as: Double.self)
        share = 1 / sum
        means = try (
            (x * weights.reshaped([y.count, 1])).sum(axis: 0) / sum,
            (y * weights).sum().scalar(as: Double.self) / sum
        )
        (self.x, self.y) = try (x - means.x, y - means.y)
    }

    /// The features' transpose, each row times its weight.
    private func turned() throws -> Tensor { try (x * weights.reshaped([y.count, 1])).transposed() }

    private func squares(_ turned: Tensor, alpha: Double) throws -> Tensor {
        try turned.matmul(x) + Tensor.eye(x.shape[1], dtype: .float64) * alpha
    }

    func fitted(alpha: Double) throws -> Ridge.Fitted {
        let coefficients: Tensor
        if alpha == 0 {
            coefficients = try LinearAlgebra.leastSquares(x, y, weights: weights).solution
        } else {
            let turned = try turned()
            coefficients = try LinearAlgebra.solve(squares(turned, alpha: alpha), turned.matmul(y))
        }
        return Ridge.Fitted(
            coefficients: coefficients,
            intercept: try means.y - (means.x * coefficients).sum().scalar(as: Double.self))
    }

    /// Minus the mean over rows of weight · (error of a row that isn't learned from)².
    ///
    /// That error is the row's error when all are learned from, over 1 less how much the row's own target counts in its
    /// prediction (Hastie, Tibshirani, Friedman 2009, section 7.10).
    func leaveOneOutScore(alpha: Double) throws -> Double {
        let turned = try turned()
        let solved = try LinearAlgebra.solve(
            squares(turned, alpha: alpha),
            Tensor.concatenate([turned.matmul(y).reshaped([-1, 1]), x.transposed()], axis: 1))
        let errors = try (y - x.matmul(solved[.all, 0])).array(of: Double.self)
        let own = try (x * solved[.all, 1...].transposed()).sum(axis: 1).array(of: Double.self)
        let weights = weights.array(of: Double.self)
        return -mean(
            errors.indices.map { row in
                let error = errors[row] / (1 - weights[row] * (own[row] + share))
                return weights[row] * error * error
            })
    }
}
