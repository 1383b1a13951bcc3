import MartletNumerics

/// Test rows that come after those to learn from: each fold's are the next ones.
public struct TimeSeriesSplit: CrossValidator {
    /// The number of folds.
    public var splits: Int
    /// The rows to learn from, at most; nil is all before.
    public var maxTrainSize: Int?
    /// The rows to judge by in each fold; nil is rows / (splits + 1).
    public var testSize: Int?
    /// The rows left out before those to judge by.
    public var gap: Int

    /// So many folds.
    public init(_ splits: Int = 5, maxTrainSize: Int? = nil, testSize: Int? = nil, gap: Int = 0) {
        (self.splits, self.maxTrainSize, self.testSize, self.gap) = (splits, maxTrainSize, testSize, gap)
    }

    public func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
        try checkFolds(splits, of: rows - 1, "what can be judged of the data")
        let size = testSize ?? rows / (splits + 1)
        try Checks.check(
            (1...rows).contains(size) && (0..<rows).contains(gap) && (maxTrainSize ?? 1) >= 1,
            "testSize, gap and maxTrainSize", "must be within the \(rows) rows")
        let (needed, overflow) = size.multipliedReportingOverflow(by: splits)
        guard !overflow, rows - gap - needed > 0 else {
            throw EstimatorError.tooFewMembers(
                what: "the data", members: rows, needed: overflow ? .max : needed + gap + 1)
        }
        return (0..<splits).map { fold in
            let start = rows - (splits - fold) * size
            let end = start - gap
            return Fold(
                train: Array(max(0, end - (maxTrainSize ?? end))..<end), test: Array(start..<start + size))
        }
    }
}
