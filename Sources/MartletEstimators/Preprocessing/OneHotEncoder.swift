public import MartletNumerics

/// A column for each category of each feature, 1 for rows of that category and else 0: scikit-learn's `OneHotEncoder`.
/// Categories are numbers, ascending; missing values are one of their own, the last.
public struct OneHotEncoder: Transformer, Hashable {
    /// What becomes of a category that wasn't there in `fit`.
    public enum UnknownHandling: String, Sendable, Codable, CaseIterable {
        /// It is refused.
        case error
        /// All columns of its feature are 0.
        case ignore
    }

    /// What becomes of a category that wasn't there in `fit`.
    public var handleUnknown: UnknownHandling

    /// scikit-learn's arguments and defaults.
    public init(handleUnknown: UnknownHandling = .error) { self.handleUnknown = handleUnknown }

    /// What was found.
    public struct Fitted: FittedTransformer, Codable, Equatable {
        /// Of each feature, ascending.
        public let categories: [[Double]]
        /// What becomes of others.
        public let handleUnknown: UnknownHandling

        /// - Throws: `EstimatorError.unknownCategory`, unless these are ignored.
        public func transform(_ x: Tensor) throws -> Tensor {
            let columns = try x.columnValues(expected: categories.count)
            let parts = try zip(categories, columns).enumerated().flatMap { feature, pair in
                let (categories, column) = pair
                let places = Dictionary(zip(categories.map(key), categories.indices)) { first, _ in first }
                var ones = [[Double]](repeating: Array(repeating: 0, count: column.count), count: categories.count)
                for (row, value) in column.enumerated() {
                    if let place = places[key(value)] {
                        ones[place][row] = 1
                    } else if handleUnknown == .error {
                        throw EstimatorError.unknownCategory(value, row: row, column: feature, known: categories)
                    }
                }
                return ones
            }
            return try Tensor(columnValues: parts, rows: x.shape[0])
        }
    }

    public func learn(_ x: Tensor) throws -> Fitted {
        Fitted(
            categories: x.columnValues.map { column in
                let missing = column.contains(where: \.isNaN) ? [Double.nan] : []
                return Set(column.filter { !$0.isNaN }).sorted() + missing
            }, handleUnknown: handleUnknown)
    }
}

/// A number as a key, also one that is none; 0 and -0 are the same.
private func key(_ value: Double) -> UInt64 { value.isNaN ? .max : (value + 0).bitPattern }
