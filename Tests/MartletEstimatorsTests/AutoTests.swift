import MartletCodecs
import MartletEstimators
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct AutoTests {
    private static let rows = 160

    /// Two numbers, a word and a number with gaps; the class depends on the first three.
    private static func table(_ target: (Double, Double, Int) -> String) throws -> CSV {
        var random = RandomGenerator(seed: 4)
        let lines = (0..<rows).map { row in
            let (a, b) = (random.nextUnit() * 4 - 2, random.nextUnit() * 4 - 2)
            let word = row % 3
            return "\(a),\(b),\(["ash", "birch", "cedar"][word]),\(row % 5 == 0 ? "" : "\(row)"),\(target(a, b, word))"
        }
        let text = (["a,b,tree,gaps,target"] + lines).joined(separator: "\n")
        return try CSV(bytes: Array(text.utf8), format: CSV.Format(keepsGaps: true))
    }

    private static func classes() throws -> CSV { try table { a, b, word in a * b + Double(word) > 1 ? "yes" : "no" } }
    private static func values() throws -> CSV { try table { a, b, word in "\(100 + a * 10 + b * b + Double(word))" } }

    @Test func classesOfTablesAreLearned() throws {
        let table = try Self.classes()
        func auto(_ workers: Int) -> AutoClassifier { AutoClassifier(trials: 8, folds: 3, seed: 1, workers: workers) }
        let fitted = try auto(1).fit(table, target: "target")
        #expect(fitted.classes == ["no", "yes"])
        #expect(try fitted.score(table) > 0.9)
        let report = fitted.report
        #expect(report.candidates.count == 8 && report.failures.isEmpty && !report.isCutShort)
        let losses = report.candidates.map(\.loss)
        #expect(losses == losses.sorted() && report.loss <= losses[0])
        // Weights are shares of the rounds.
        #expect(abs(report.candidates.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        let again = try auto(2).fit(table, target: "target")
        #expect(try again.probabilities(table) == fitted.probabilities(table))

        let folder = TemporaryFolder()
        try fitted.save(to: folder["auto.safetensors"])
        let read = try FittedTableClassifier(contentsOf: folder["auto.safetensors"])
        #expect(try read.predict(table) == fitted.predict(table))
        // A word that wasn't there is none of those that were.
        let other = try CSV(
            bytes: Array("tree,gaps,a,b\noak,5,1,1\n".utf8), format: CSV.Format(keepsGaps: true))
        #expect(try read.predict(other).count == 1)
        #expect(throws: CSVError.self) { try read.predict(CSV(bytes: Array("a\n1\n".utf8))) }
        #expect(throws: ModelFileError.self) { try FittedTableRegressor(contentsOf: folder["auto.safetensors"]) }
    }

    @Test func valuesOfTablesAreLearned() throws {
        let table = try Self.values()
        let fitted = try AutoRegressor(trials: 6, folds: 3, seed: 1).fit(table, target: "target")
        #expect(try fitted.score(table) > 0.95)
        let folder = TemporaryFolder()
        try fitted.save(to: folder["auto.safetensors"])
        #expect(
            try FittedTableRegressor(contentsOf: folder["auto.safetensors"]).predict(table) == fitted.predict(table))
    }

    /// The first candidate is learned however short the time is.
    @Test func timeEndsTheSearch() throws {
        let fitted = try AutoClassifier(minutes: 0, trials: 8, folds: 3).fit(Self.classes(), target: "target")
        #expect(fitted.report.isCutShort && fitted.report.candidates.count == 1)
        #expect(fitted.report.candidates[0].weight == 1)
    }

    @Test func badArgumentsAreRefused() throws {
        let (x, y) = try (Tensor([[1.0], [2], [3], [4]]), [0, 1, 0, 1])
        #expect(throws: EstimatorError.self) { try AutoClassifier(minutes: -1).fit(x, y) }
        #expect(throws: EstimatorError.self) { try AutoClassifier(minutes: .nan).fit(x, y) }
        #expect(throws: EstimatorError.self) { try AutoClassifier(trials: 0).fit(x, y) }
        #expect(throws: EstimatorError.self) { try AutoClassifier(folds: 1).fit(x, y) }
        #expect(throws: EstimatorError.oneClass("AutoClassifier")) { try AutoClassifier().fit(x, [1, 1, 1, 1]) }
        #expect(throws: EstimatorError.self) { try AutoClassifier().fit(x, [0, 1, 2, 3]) }
        #expect(throws: EstimatorError.self) { try AutoRegressor().fit(Tensor([[1.0]]), Tensor([1.0])) }
        #expect(throws: CSVError.self) { try AutoClassifier().fit(Self.classes(), target: "other") }
        #expect(throws: CSVError.self) { try AutoRegressor().fit(Self.classes(), target: "target") }
    }

    @Test func piecesAreShares() throws {
        let x = try Tensor([[0.0], [1], [2], [10], [.nan]])
        let fitted = try PiecewiseLinearEncoder(bins: 3).fit(x)
        #expect(fitted.bounds == [[0, 1, 2, 10]])
        let pieces = try fitted.transform(Tensor([[-1.0], [0.5], [6], [18]]))
        #expect(try pieces == Tensor([[-1.0, 0, 0], [0.5, 0, 0], [1, 1, 0.5], [1, 1, 2]]))
        #expect(try PiecewiseLinearEncoder().fit(Tensor([[3.0], [3]])).bounds == [[3, 4]])
        #expect(throws: EstimatorError.self) { try PiecewiseLinearEncoder(bins: 0).fit(x) }
    }
}
