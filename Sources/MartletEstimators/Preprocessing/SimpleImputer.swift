public import MartletNumerics

/// Missing values filled in, feature by feature: scikit-learn's `SimpleImputer`. A feature that has no value at all is left
/// out, except with a constant.
public struct SimpleImputer: Transformer, Hashable {
    /// What is filled in.
    public enum Strategy: Sendable, Hashable {
        /// The mean of the feature's values.
        case mean
        /// Their median.
        case median
        /// The most frequent; of several the least.
        case mostFrequent
        /// A number.
        case constant(Double)
    }

    /// What is filled in.
    public var strategy: Strategy
    /// Whether a further column, after all others, is 1 where a value of the feature was missing, for each feature of which
    /// some were in `fit`.
    public var addIndicator: Bool

    /// scikit-learn's arguments and defaults.
    public init(strategy: Strategy = .mean, addIndicator: Bool = false) {
        (self.strategy, self.addIndicator) = (strategy, addIndicator)
    }

    /// What was found.
    public struct Fitted: FittedTransformer, Codable, Equatable {
        /// What is filled in, for each feature; no number where the feature is left out.
        public let statistics: [Double]
        /// The features that have an indicator.
        public let indicators: [Int]

        public func transform(_ x: Tensor) throws -> Tensor {
            let columns = try x.columnValues(expected: statistics.count)
            let filled = zip(statistics, columns).compactMap { statistic, column in
                statistic.isNaN ? nil : column.map { $0.isNaN ? statistic : $0 }
            }
            try Checks.check(indicators.allSatisfy(columns.indices.contains), "indicators", "must be features")
            let missing = indicators.map { columns[$0].map { $0.isNaN ? 1.0 : 0 } }
            return try Tensor(columnValues: filled + missing, rows: x.shape[0])
        }
    }

    public func learn(_ x: Tensor) throws -> Fitted {
        if case .constant(let value) = strategy {
            try Checks.check(value.isFinite, "the constant", "must be finite, and is \(value)")
        }
        let columns = x.columnValues
        let known = columns.map { $0.filter { !$0.isNaN } }
        let statistics = known.map(statistic)
        try Checks.check(statistics.contains { !$0.isNaN }, "the features", "must hold one with a value at least")
        return Fitted(
            statistics: statistics,
            indicators: addIndicator ? columns.indices.filter { known[$0].count < columns[$0].count } : [])
    }

    private func statistic(_ known: [Double]) -> Double {
        if case .constant(let value) = strategy { return value }
        guard !known.isEmpty else { return .nan }
        let sorted = known.sorted()
        switch strategy {
        case .mean: return mean(known)
        case .median:
            let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
            return low / 2 + high / 2
        case .mostFrequent:
            var best = (value: sorted[0], count: 0)
            var start = 0
            while start < sorted.count {
                let end = sorted[start...].firstIndex { $0 != sorted[start] } ?? sorted.count
                if end - start > best.count { best = (sorted[start], end - start) }
                start = end
            }
            return best.value
        case .constant(let value): return value
        }
    }
}
