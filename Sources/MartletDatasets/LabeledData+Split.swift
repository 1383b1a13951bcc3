public import MartletNumerics

extension LabeledData {
    /// Parts for training and testing, in random order; the same seed gives the same parts.
    ///
    /// The test part has `testFraction` of the examples, rounded up as scikit-learn's `train_test_split` does.
    ///
    /// - Parameter stratify: Keeps the proportions of the classes in both parts, where labels are classes.
    /// - Throws: `TensorError`: when either part would be empty, for labels that aren't classes or don't fit the features.
    public func split(
        testFraction: Double = 0.25, seed: UInt64 = 0, stratify: Bool = true
    ) throws(TensorError) -> (train: LabeledData, test: LabeledData) {
        guard labels.rank == 1, features.shape.first == count else {
            throw .shapeMismatch(
                operation: "split", features.shape, labels.shape,
                reason: "features must be [examples, features] and labels [examples]")
        }
        let strata = stratify && isClassification ? labels.array(of: Int.self) : Array(repeating: 0, count: count)
        if let wrong = strata.first(where: { $0 != 0 && !classNames.indices.contains($0) }) {
            throw .indexOutOfRange(operation: "split", index: wrong, axis: 0, length: classNames.count)
        }
        let parts = try Self.split(strata, testFraction: testFraction, seed: seed)
        return (try examples(parts.train), try examples(parts.test))
    }

    /// Positions for training and testing of examples whose strata have the same proportions in both.
    ///
    /// - Parameter strata: the stratum of each example, from 0.
    /// - Throws: `TensorError.invalidArgument` when either part would be empty.
    package static func split(
        _ strata: [Int], testFraction: Double, seed: UInt64
    ) throws(TensorError) -> (train: [Int], test: [Int]) {
        let count = strata.count
        guard testFraction > 0, testFraction < 1 else {
            throw .invalidArgument(
                operation: "split", reason: "testFraction is \(testFraction); it must be between 0 and 1")
        }
        let testCount = Int((testFraction * Double(count)).rounded(.up))
        guard testCount > 0, testCount < count else {
            throw .invalidArgument(
                operation: "split", reason: "\(count) examples leave none for training after \(testCount) for testing")
        }
        var wanted = Self.shares(of: testCount, strata)
        var train: [Int] = []
        var test: [Int] = []
        var generator = RandomGenerator(seed: seed)
        for position in generator.permutation(count) {
            if wanted[strata[position]] > 0 {
                wanted[strata[position]] -= 1
                test.append(position)
            } else {
                train.append(position)
            }
        }
        return (train, test)
    }

    /// How many of `total` each stratum gets in proportion to its size: rounded down, and what is left over goes to the
    /// largest remainders, the first among equals.
    private static func shares(of total: Int, _ strata: [Int]) -> [Int] {
        var sizes = [Int](repeating: 0, count: (strata.max() ?? 0) + 1)
        for stratum in strata { sizes[stratum] += 1 }
        var shares = sizes.map { $0 * total / strata.count }
        let order = sizes.indices.sorted {
            (-(sizes[$0] * total % strata.count), $0) < (-(sizes[$1] * total % strata.count), $1)
        }
        for stratum in order.prefix(total - shares.reduce(0, +)) { shares[stratum] += 1 }
        return shares
    }
}
