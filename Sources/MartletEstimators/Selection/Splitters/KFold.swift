import MartletNumerics

/// Consecutive rows as the test rows of each fold; the first folds have one more where the number doesn't divide.
public struct KFold: CrossValidator {
    /// The number of folds.
    public var splits: Int
    /// Whether rows come in an order that the seed draws.
    public var shuffle: Bool
    /// Where the random numbers start.
    public var seed: UInt64

    /// So many folds.
    public init(_ splits: Int = 5, shuffle: Bool = false, seed: UInt64 = 0) {
        (self.splits, self.shuffle, self.seed) = (splits, shuffle, seed)
    }

    public func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
        try checkFolds(splits, of: rows, "the data")
        var random = RandomGenerator(seed: seed)
        let order = shuffle ? random.permutation(rows) : Array(0..<rows)
        var start = 0
        return (0..<splits).map { fold in
            let end = start + rows / splits + (fold < rows % splits ? 1 : 0)
            defer { start = end }
            var isTest = [Bool](repeating: false, count: rows)
            for position in order[start..<end] { isTest[position] = true }
            return Fold(test: isTest)
        }
    }
}
