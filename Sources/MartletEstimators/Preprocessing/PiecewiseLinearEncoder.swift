public import MartletNumerics

/// Each feature as how far it is through each of several intervals, which hold as many rows each: a network then learns steps
/// and bends of single features as easily as trees do (Gorishniy, Rubachev, Babenko 2022, "On Embeddings for Numerical Features
/// in Tabular Deep Learning"). A value in the middle of the second of three intervals becomes 1, 0.5, 0; below the first
/// and beyond the last the lines go on. Missing values stay.
public struct PiecewiseLinearEncoder: Transformer, Hashable {
    /// The intervals of each feature, at most.
    public var bins: Int

    /// So many intervals at most.
    public init(bins: Int = 8) { self.bins = bins }

    /// What was found.
    public struct Fitted: FittedTransformer, Codable, Equatable {
        /// Of each feature the bounds of its intervals, ascending; one more than there are intervals.
        public let bounds: [[Double]]

        public func transform(_ x: Tensor) throws -> Tensor {
            let columns = try zip(bounds, x.columnValues(expected: bounds.count)).flatMap { bounds, column in
                let last = bounds.count - 2
                return (0..<max(0, last + 1)).map { bin in
                    let (low, width) = (bounds[bin], bounds[bin + 1] - bounds[bin])
                    return column.map { value in
                        var share = (value - low) / width
                        if bin > 0 { share = share < 0 ? 0 : share }
                        if bin < last { share = share > 1 ? 1 : share }
                        return share
                    }
                }
            }
            return try Tensor(columnValues: columns, rows: x.shape[0])
        }
    }

    public func learn(_ x: Tensor) throws -> Fitted {
        try Checks.check((1...1000).contains(bins), "bins", "must be from 1 to 1000, and is \(bins)")
        return Fitted(
            bounds: x.columnValues.map { column in
                let sorted = column.filter { !$0.isNaN }.sorted()
                guard let first = sorted.first, let last = sorted.last, first < last else {
                    return [sorted.first ?? 0, (sorted.first ?? 0) + 1]
                }
                let quantiles = (0...bins).map { sorted[($0 * (sorted.count - 1) + bins / 2) / bins] }
                return Set(quantiles + [first, last]).sorted()
            })
    }
}
