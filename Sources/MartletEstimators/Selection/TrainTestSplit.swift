public import MartletNumerics

/// Rows to learn from and rows to judge by, drawn at random, with their labels.
///
/// - Parameters:
///   - x: `[rows, …]`
///   - y: a label for each row.
///   - testSize: the share of rows to judge by.
///   - stratify: whether both sides have the classes in the shares that all rows have.
///   - shuffle: whether rows are drawn; else the last ones are those to judge by.
///   - seed: where the random numbers start.
/// - Returns: features to learn from and to judge by, and the labels of both.
/// - Throws: `EstimatorError` where a side, or with `stratify` a class, would have too few rows.
public func trainTestSplit<Label: Hashable & Sendable>(
    _ x: Tensor, _ y: [Label], testSize: Double = 0.25, stratify: Bool = false, shuffle: Bool = true, seed: UInt64 = 0
) throws -> (xTrain: Tensor, xTest: Tensor, yTrain: [Label], yTest: [Label]) {
    try Checks.training(x, targets: y.count, sampleWeight: nil)
    let fold = try trainTestPositions(
        of: y.count, testSize: testSize, stratify: stratify ? LabelEncoder(y).codes.array(of: Int.self) : nil,
        shuffle: shuffle, seed: seed)
    return try (x.take(fold.train), x.take(fold.test), fold.train.map { y[$0] }, fold.test.map { y[$0] })
}

/// Rows to learn from and rows to judge by, drawn at random, with their targets: `[rows]`, classes or values.
///
/// - Throws: as `trainTestSplit` of labels.
public func trainTestSplit(
    _ x: Tensor, _ y: Tensor, testSize: Double = 0.25, stratify: Bool = false, shuffle: Bool = true, seed: UInt64 = 0
) throws -> (xTrain: Tensor, xTest: Tensor, yTrain: Tensor, yTest: Tensor) {
    try Checks.training(x, targets: y.shape.first ?? 0, sampleWeight: nil)
    let classes = stratify ? try LabelEncoder(Checks.classes(y)).codes.array(of: Int.self) : nil
    let fold = try trainTestPositions(
        of: y.shape[0], testSize: testSize, stratify: classes, shuffle: shuffle, seed: seed)
    return try (x.take(fold.train), x.take(fold.test), y.take(fold.train), y.take(fold.test))
}

/// Where the rows of a split in two are.
///
/// - Parameter stratify: the number of each row's class, if these are to be on both sides in their shares.
func trainTestPositions(
    of rows: Int, testSize: Double, stratify: [Int]?, shuffle: Bool, seed: UInt64
) throws -> Fold {
    let test = try testCount(of: rows, testSize: testSize)
    guard shuffle else {
        try Checks.check(stratify == nil, "stratify", "needs shuffle")
        return Fold(train: Array(0..<rows - test), test: Array(rows - test..<rows))
    }
    var random = RandomGenerator(seed: seed)
    guard let classes = stratify else {
        let order = random.permutation(rows)
        return Fold(train: Array(order[test...]), test: Array(order[..<test]))
    }
    var members = [[Int]](repeating: [], count: (classes.max() ?? -1) + 1)
    for (row, code) in classes.enumerated() { members[code].append(row) }
    for rows in members where rows.count < 2 {
        throw EstimatorError.tooFewMembers(what: "a class", members: rows.count, needed: 2)
    }
    let sizes = members.map(\.count)
    for side in [test, rows - test] where side < sizes.count {
        throw EstimatorError.tooFewMembers(what: "a side of the split", members: side, needed: sizes.count)
    }
    let trainSizes = shares(of: rows - test, in: sizes, &random)
    var fold = Fold(train: [], test: [])
    for (rows, count) in zip(members, trainSizes) {
        let order = random.permutation(rows.count).map { rows[$0] }
        fold.train += order[..<count]
        fold.test += order[count...]
    }
    fold.train = random.permutation(fold.train.count).map { fold.train[$0] }
    fold.test = random.permutation(fold.test.count).map { fold.test[$0] }
    return fold
}

/// `count` divided in the shares of `sizes`: rounded down, and what is left to the largest remainders, by lot where they
/// are equal.
private func shares(of count: Int, in sizes: [Int], _ random: inout RandomGenerator) -> [Int] {
    let all = sizes.reduce(0, +)
    var shares = sizes.map { $0 * count / all }
    let lots = random.permutation(sizes.count)
    let remainders = sizes.map { $0 * count % all }
    let order = sizes.indices.sorted { (remainders[$0], lots[$0]) > (remainders[$1], lots[$1]) }
    for code in order.prefix(count - shares.reduce(0, +)) { shares[code] += 1 }
    return shares
}
