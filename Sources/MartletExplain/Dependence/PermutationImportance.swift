public import MartletNumerics

/// How much worse a function does when a feature's values are shuffled among the rows, so that they tell nothing any
/// more (Breiman 2001); as scikit-learn's `permutation_importance`.
public struct PermutationImportance: Sendable, Equatable {
    /// By how much the score fell in each repetition: `[features, repeats]` of float64.
    public let importances: Tensor
    /// The score of the rows as they are.
    public let score: Double
    /// The columns' names.
    public let featureNames: [String]

    /// - Parameters:
    ///   - x: `[rows, features]`.
    ///   - nRepeats: how often each feature is shuffled.
    ///   - seed: how it is shuffled.
    ///   - score: how well it does with such rows, in their order; greater is better.
    /// - Throws: `ExplanationError.invalid` for rows of another shape, none, no repetition, or names of another number;
    ///   `notFinite` for a score that is NaN or infinite; what `score` throws; `CancellationError`.
    public init(
        of x: Tensor, nRepeats: Int = 5, seed: UInt64 = 0, featureNames: [String]? = nil,
        score: (Tensor) throws -> Double
    ) throws {
        guard x.rank == 2, x.count > 0 else {
            throw ExplanationError.invalid(
                argument: "x", reason: "must be [rows, features], not empty, and is \(x.shape)")
        }
        guard nRepeats >= 1 else {
            throw ExplanationError.invalid(argument: "nRepeats", reason: "must be at least 1, and is \(nRepeats)")
        }
        let (rows, features) = (x.shape[0], x.shape[1])
        self.featureNames = try KernelSHAP.names(featureNames, features, "featureNames", "Feature")
        func scored(_ x: Tensor) throws -> Double {
            let value = try score(x)
            guard value.isFinite else {
                throw ExplanationError.notFinite(output: "score", reason: "is \(value); it must be finite")
            }
            return value
        }
        let whole = try scored(x)
        var falls: [Double] = []
        var shuffled = x
        for feature in 0..<features {
            let column = try x[.all, feature]
            for repetition in 0..<nRepeats {
                try Task.checkCancellation()
                var generator = RandomGenerator(seed: seed, stream: UInt64(feature * nRepeats + repetition))
                try shuffled.assign(column.take(generator.permutation(rows)), at: .all, feature)
                falls.append(whole - (try scored(shuffled)))
            }
            try shuffled.assign(column, at: .all, feature)
        }
        self.score = whole
        importances = try Tensor(falls, shape: [features, nRepeats])
    }

    /// The mean of the repetitions: `[features]`.
    public var mean: Tensor {
        get throws { try importances.mean(axis: 1) }
    }

    /// The standard deviation of the repetitions: `[features]`.
    public var standardDeviation: Tensor {
        get throws { try importances.standardDeviation(axis: 1) }
    }
}
