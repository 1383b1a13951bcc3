import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What logistic regression minimises, as scikit-learn scales it: the weighted mean of the rows' losses, and the sum of
/// the coefficients' squares / (2 · c · sum of weights).
///
/// Its variables are the coefficients, `[features, columns]`, and then the intercepts.
struct LogisticLoss {
    private let x, turned: Tensor
    private let codes: [Int]
    /// The rows' weights over their sum.
    private let weights: [Double]
    private let penalty: Double
    private let fitIntercept: Bool
    private let features, columns: Int

    /// - Throws: `EstimatorError.wrongShape` for features that aren't `[rows, features]`.
    init(_ x: Tensor, _ codes: [Int], classes: Int, weights: [Double]?, c: Double, fitIntercept: Bool) throws {
        guard x.rank == 2 else {
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, features]", got: x.shape)
        }
        self.x = x.cast(to: .float64)
        turned = try self.x.transposed()
        self.codes = codes
        let weights = weights ?? Array(repeating: 1, count: codes.count)
        let sum = weights.reduce(0, +)
        self.weights = weights.map { $0 / sum }
        penalty = 1 / (c * sum)
        self.fitIntercept = fitIntercept
        features = x.shape[1]
        columns = classes == 2 ? 1 : classes
    }

    /// Where the search begins.
    var start: [Double] { Array(repeating: 0, count: (features + (fitIntercept ? 1 : 0)) * columns) }

    /// `[features, columns]`
    func coefficients(_ variables: [Double]) throws -> Tensor {
        try Tensor(Array(variables[..<(features * columns)]), shape: [features, columns])
    }

    /// `[columns]`
    func intercept(_ variables: [Double]) -> Tensor {
        fitIntercept ? Tensor(Array(variables[(features * columns)...])) : .zeros([columns], dtype: .float64)
    }

    func callAsFunction(_ variables: [Double]) throws -> (value: Double, gradient: [Double]) {
        var scores = try (x.matmul(coefficients(variables)) + intercept(variables)).array(of: Double.self)
        var value = 0.0
        for row in codes.indices {
            let range = row * columns..<(row + 1) * columns
            value += weights[row] * Self.lossAndGradient(&scores, range, codes[row])
            for i in range { scores[i] *= weights[row] }
        }
        let slopes = try Tensor(scores, shape: [codes.count, columns])
        var gradient = try turned.matmul(slopes).array(of: Double.self)
        for i in gradient.indices {
            value += penalty / 2 * variables[i] * variables[i]
            gradient[i] += penalty * variables[i]
        }
        if fitIntercept { gradient += try slopes.sum(axis: 0).array(of: Double.self) }
        return (value, gradient)
    }

    /// A row's loss; its scores become their derivatives.
    private static func lossAndGradient(_ scores: inout [Double], _ range: Range<Int>, _ code: Int) -> Double {
        if range.count == 1 {
            let score = scores[range.lowerBound]
            scores[range.lowerBound] = 1 / (1 + exp(-score)) - Double(code)
            return max(score, 0) - score * Double(code) + log1p(exp(-score.magnitude))
        }
        let largest = scores[range].max() ?? 0
        let own = scores[range.lowerBound + code] - largest
        var sum = 0.0
        for i in range {
            scores[i] = exp(scores[i] - largest)
            sum += scores[i]
        }
        for i in range { scores[i] /= sum }
        scores[range.lowerBound + code] -= 1
        return log(sum) - own
    }
}
