public import MartletNN
public import MartletNumerics

/// Each feature by the share of values that are below: scikit-learn's `QuantileTransformer`, with all rows for its
/// `subsample`. Missing values stay.
public struct QuantileTransformer: Transformer, Hashable {
    /// Quantiles that are kept, at most.
    public var quantiles: Int
    /// How results are spread.
    public var outputDistribution: TablePreparation.QuantileTransformer.OutputDistribution

    /// scikit-learn's arguments and defaults.
    public init(
        quantiles: Int = 1000,
        outputDistribution: TablePreparation.QuantileTransformer.OutputDistribution = .uniform
    ) {
        (self.quantiles, self.outputDistribution) = (quantiles, outputDistribution)
    }

    /// What was found.
    public struct Fitted: FittedTransformer, Codable, Equatable {
        /// Of each feature.
        public let features: [TablePreparation.QuantileTransformer]

        public func transform(_ x: Tensor) throws -> Tensor {
            let columns = try zip(features, x.columnValues(expected: features.count)).map { feature, column in
                column.map { $0.isNaN ? $0 : feature.transformed($0) }
            }
            return try Tensor(columnValues: columns, rows: x.shape[0])
        }
    }

    public func learn(_ x: Tensor) throws -> Fitted {
        try Checks.check(quantiles >= 1, "quantiles", "must be positive, and is \(quantiles)")
        return Fitted(
            features: x.columnValues.map { column in
                let known = column.filter { !$0.isNaN }
                return .init(
                    of: known.isEmpty ? [0] : known, count: quantiles, outputDistribution: outputDistribution)
            })
    }
}
