import MartletNumerics

/// Rows to learn from and rows to judge by, as positions.
public struct Fold: Sendable, Equatable {
    /// Where the rows to learn from are.
    public var train: [Int]
    /// Where the rows to judge by are.
    public var test: [Int]

    /// A fold of such rows.
    public init(train: [Int], test: [Int]) { (self.train, self.test) = (train, test) }

    /// The fold whose test rows are marked.
    init(test isTest: [Bool]) {
        self.init(train: isTest.indices.filter { !isTest[$0] }, test: isTest.indices.filter { isTest[$0] })
    }
}

/// A way to divide rows for cross-validation. Names, arguments and, where nothing is drawn, folds are scikit-learn's.
///
/// A whole number is one too: so many folds in the rows' order, stratified where classes are learned.
public protocol CrossValidator: Sendable {
    /// The folds of `rows` rows.
    ///
    /// - Parameters:
    ///   - classes: the number of each row's class; nil where values are learned.
    ///   - groups: the group of each row; nil where there are none.
    /// - Throws: `EstimatorError` where the rows can't be divided so.
    func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold]
}

extension CrossValidator {
    /// The folds of rows with these labels.
    ///
    /// - Throws: `EstimatorError` where the rows can't be divided so.
    public func folds<Label: Hashable & Sendable>(of labels: [Label], groups: [Int]? = nil) throws -> [Fold] {
        try checkedFolds(
            rows: labels.count, classes: LabelEncoder(labels).codes.array(of: Int.self), groups: groups)
    }

    /// The folds, when all their positions are rows and both sides have some.
    func checkedFolds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
        if let groups, groups.count != rows {
            throw EstimatorError.lengthsDiffer(what: "groups", expected: rows, got: groups.count)
        }
        let folds = try folds(rows: rows, classes: classes, groups: groups)
        try Checks.check(!folds.isEmpty, "the cross-validator", "gives no folds")
        for fold in folds {
            try Checks.check(
                !fold.train.isEmpty && !fold.test.isEmpty && (fold.train + fold.test).allSatisfy((0..<rows).contains),
                "the cross-validator",
                "gives a fold of \(fold.train.count) and \(fold.test.count) positions, which must be rows")
        }
        return folds
    }
}

extension Int: CrossValidator {
    public func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
        let validator: any CrossValidator = classes == nil ? KFold(self) : StratifiedKFold(self)
        return try validator.folds(rows: rows, classes: classes, groups: groups)
    }
}

/// - Throws: `EstimatorError` unless there are at least two folds, and as many members.
func checkFolds(_ folds: Int, of members: Int, _ what: String) throws {
    try Checks.check(folds >= 2, "the number of folds", "must be at least 2, and is \(folds)")
    guard members >= folds else {
        throw EstimatorError.tooFewMembers(what: what, members: members, needed: folds)
    }
}
