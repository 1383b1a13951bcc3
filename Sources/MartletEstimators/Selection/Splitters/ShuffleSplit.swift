import MartletNumerics

/// Test rows drawn anew for each fold.
public struct ShuffleSplit: CrossValidator {
    /// The number of folds.
    public var splits: Int
    /// The share of rows to judge by.
    public var testSize: Double
    /// Where the random numbers start.
    public var seed: UInt64

    /// So many folds.
    public init(_ splits: Int = 10, testSize: Double = 0.1, seed: UInt64 = 0) {
        (self.splits, self.testSize, self.seed) = (splits, testSize, seed)
    }

    public func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
        try Checks.check(splits >= 1, "the number of folds", "must be positive, and is \(splits)")
        let test = try testCount(of: rows, testSize: testSize)
        var random = RandomGenerator(seed: seed)
        return (0..<splits).map { _ in
            let order = random.permutation(rows)
            return Fold(train: Array(order[test...]), test: Array(order[..<test]))
        }
    }
}

/// How many of `rows` rows are to judge by: their share, rounded up.
///
/// - Throws: `EstimatorError` where no row would be left on one side.
func testCount(of rows: Int, testSize: Double) throws -> Int {
    try Checks.check(testSize > 0 && testSize < 1, "testSize", "must be above 0 and below 1, and is \(testSize)")
    let test = Int((testSize * Double(rows)).rounded(.up))
    guard rows - test >= 1, test >= 1 else {
        throw EstimatorError.tooFewMembers(what: "the data", members: rows, needed: 2)
    }
    return test
}
