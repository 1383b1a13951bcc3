import MartletCodecs
import MartletEstimators
import MartletNumerics
import Testing

@Suite struct SplitterTests {
    private static func labels() throws -> [Int] { try Golden.sklearn.integers("splits.labels") }

    /// In which fold each row is tested; learning is from all others.
    private static func numbered(_ folds: [Fold]) -> [Int] {
        let rows = folds.reduce(0) { $0 + $1.test.count }
        var numbers = [Int](repeating: -1, count: rows)
        for (number, fold) in folds.enumerated() {
            for row in fold.test { numbers[row] = number }
            #expect(fold.train == (0..<rows).filter { !fold.test.contains($0) })
        }
        return numbers
    }

    @Test(arguments: [2, 3, 5])
    func foldsAreThoseOfScikitLearn(count: Int) throws {
        let (labels, groups) = try (Self.labels(), Golden.sklearn.integers("splits.groups"))
        func expect(_ name: String, _ validator: any CrossValidator) throws {
            let folds = try validator.folds(of: labels, groups: groups)
            #expect(try Self.numbered(folds) == Golden.sklearn.integers("splits.\(name).\(count)"), "\(name)")
        }
        try expect("kfold", KFold(count))
        try expect("stratified", StratifiedKFold(count))
        try expect("stratified", count)
        try expect("group", GroupKFold(count))
    }

    @Test(arguments: Data.allCases)
    func foldsOfDataSetsAreThoseOfScikitLearn(data: Data) throws {
        let (_, y) = try data.load()
        #expect(try Self.numbered(5.folds(of: y)) == Golden.sklearn.integers("splits.\(data.rawValue)"))
    }

    @Test func timeGoesOn() throws {
        let cases = try #require(Golden.sklearn.metadata["time_series"]?.array)
        #expect(cases.count == 3)
        for expected in cases {
            let arguments = expected["arguments"]
            let split = TimeSeriesSplit(
                arguments?["n_splits"]?.integer ?? 5, maxTrainSize: arguments?["max_train_size"]?.integer,
                testSize: arguments?["test_size"]?.integer, gap: arguments?["gap"]?.integer ?? 0)
            let folds = try expected["folds"]?.array?.map { fold in
                let sides = try #require(fold.array?.map { $0.array?.compactMap(\.integer) ?? [] })
                return Fold(train: sides[0], test: sides[1])
            }
            #expect(try split.folds(rows: 22, classes: nil, groups: nil) == folds)
        }
    }

    /// What is drawn keeps the shares, and differs by the seed alone.
    @Test func shufflingKeepsTheShares() throws {
        let labels = try Self.labels()
        for shuffled in [
            KFold(3, shuffle: true, seed: 4) as any CrossValidator, StratifiedKFold(3, shuffle: true, seed: 4),
        ] {
            let folds = try shuffled.folds(of: labels)
            #expect(try folds == shuffled.folds(of: labels))
            #expect(folds.flatMap(\.test).sorted() == Array(labels.indices))
        }
        let plain = try StratifiedKFold(3).folds(of: labels)
        let shuffled = try StratifiedKFold(3, shuffle: true, seed: 4).folds(of: labels)
        #expect(plain != shuffled)
        for (a, b) in zip(plain, shuffled) {
            #expect(a.test.map { labels[$0] }.sorted() == b.test.map { labels[$0] }.sorted())
        }
        let drawn = try ShuffleSplit(4, testSize: 0.3, seed: 1).folds(of: labels)
        #expect(drawn.count == 4 && Set(drawn.map(\.test)).count == 4)
        for fold in drawn {
            #expect(fold.test.count == 7)  // 22 · 0.3, rounded up
            #expect((fold.train + fold.test).sorted() == Array(labels.indices))
        }
    }

    @Test func sidesHaveTheClassesShares() throws {
        for data in [Data.iris, .wine, .breastCancer] {
            let (x, y) = try data.load()
            let (_, _, train, test) = try trainTestSplit(x, y, testSize: 0.3, stratify: true, seed: 5)
            let expected = Golden.sklearn.metadata["stratified_sizes"]?[data.rawValue]?.array?.map {
                $0.array?.compactMap(\.integer) ?? []
            }
            let found = [train, test].map { side in Set(y).sorted().map { code in side.count { $0 == code } } }
            #expect(found == expected)
        }
        let (x, y) = try Data.iris.load()
        let last = try trainTestSplit(x, y, testSize: 0.1, shuffle: false)
        #expect(last.yTest == Array(y[135...]))
        #expect(last.xTest == (try x[135...]))
        let drawn = try trainTestSplit(x, Tensor(y), testSize: 0.1, seed: 1)
        #expect(drawn.yTest.count == 15 && drawn.xTrain.shape == [135, 4])
        #expect(try drawn.xTest != trainTestSplit(x, Tensor(y), testSize: 0.1, seed: 2).xTest)
    }
}
