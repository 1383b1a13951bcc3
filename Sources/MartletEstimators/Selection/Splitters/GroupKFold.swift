import MartletNumerics

/// Folds none of whose groups is on both sides: the largest groups first, each to the fold with the fewest test rows.
public struct GroupKFold: CrossValidator {
    /// The number of folds.
    public var splits: Int

    /// So many folds.
    public init(_ splits: Int = 5) { self.splits = splits }

    /// - Throws: `EstimatorError` without groups, and where there are fewer than folds.
    public func folds(rows: Int, classes: [Int]?, groups: [Int]?) throws -> [Fold] {
        guard let groups else {
            throw EstimatorError.invalid(argument: "groups", reason: "must name a group for each row")
        }
        var members: [Int: Int] = [:]
        for group in groups { members[group, default: 0] += 1 }
        try checkFolds(splits, of: members.count, "the set of groups")
        var sizes = [Int](repeating: 0, count: splits)
        var fold: [Int: Int] = [:]
        // Of groups of one size the last is the first.
        for group in members.keys.sorted(by: { (members[$0]!, $0) > (members[$1]!, $1) }) {
            let smallest = sizes.indices.min { sizes[$0] < sizes[$1] }!
            sizes[smallest] += members[group]!
            fold[group] = smallest
        }
        return (0..<splits).map { number in Fold(test: groups.map { fold[$0] == number }) }
    }
}
