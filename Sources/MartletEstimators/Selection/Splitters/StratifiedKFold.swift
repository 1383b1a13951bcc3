import MartletNumerics

/// Folds whose test rows have the classes in the shares that all rows have.
public struct StratifiedKFold: CrossValidator {
    /// The number of folds.
    public var splits: Int
    /// Whether the rows of each class are dealt to the folds in an order that the seed draws.
    public var shuffle: Bool
    /// Where the random numbers start.
    public var seed: UInt64

    /// So many folds.
    public init(_ splits: Int = 5, shuffle: Bool = false, seed: UInt64 = 0) {
        (self.splits, self.shuffle, self.seed) = (splits, shuffle, seed)
    }

    /// - Throws: `EstimatorError` without classes, and where each class has fewer members than there are folds.
    public func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
        guard let classes else {
            throw EstimatorError.invalid(argument: "StratifiedKFold", reason: "divides classes, not values; take KFold")
        }
        // scikit-learn deals the classes in the order in which they come first.
        let codes = inOrderOfAppearance(classes)
        var members = [Int](repeating: 0, count: (codes.max() ?? -1) + 1)
        for code in codes { members[code] += 1 }
        try checkFolds(splits, of: members.max() ?? 0, "the largest class")

        var allocation = [[Int]](repeating: Array(repeating: 0, count: members.count), count: splits)
        for (place, code) in codes.sorted().enumerated() { allocation[place % splits][code] += 1 }
        var random = RandomGenerator(seed: seed)
        var dealt = members.indices.map { code in
            var folds = (0..<splits).flatMap { Array(repeating: $0, count: allocation[$0][code]) }
            if shuffle { folds = random.permutation(folds.count).map { folds[$0] } }
            return folds[...]
        }
        let fold = codes.map { dealt[$0].removeFirst() }
        return (0..<splits).map { number in Fold(test: fold.map { $0 == number }) }
    }
}

/// Numbers from 0 in the order in which the values come first.
func inOrderOfAppearance(_ values: [Int]) -> [Int] {
    var numbers: [Int: Int] = [:]
    return values.map { value in
        let number = numbers[value] ?? numbers.count
        numbers[value] = number
        return number
    }
}
