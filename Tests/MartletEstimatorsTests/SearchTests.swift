import MartletCodecs
import MartletEstimators
import MartletNumerics
import Synchronization
import Testing

/// Lines of a log, from any thread.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
}

@Suite struct SearchTests {
    @Test func gridSearchIsThatOfScikitLearn() throws {
        let (x, y) = try Data.iris.load()
        let lines = Lines()
        let settings = SearchSettings(
            cv: 3, returnTrainScore: true, verbose: 3, workers: 1, log: { lines.append(String($0.dropLast())) })
        let search = GridSearch(exact(), settings) { $0.vary(\.c, among: [1, 0.001, -1, 0.01, 1]) }
        let fitted = try search.fit(x, y)
        let golden = try #require(Golden.sklearn.metadata["grid"])
        for (name, values) in try #require(golden["results"]?.object) {
            let expected = values.array?.map { $0.double ?? .nan } ?? []
            let found = fitted.results.json[name]?.array?.map { $0.double ?? .nan } ?? []
            // Means of three shares of 50 rows.
            #expect(
                found.count == 5
                    && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-15 || $0.isNaN && $1.isNaN }, "\(name)")
        }
        #expect(fitted.bestIndex == golden["best"]?.integer)
        #expect(abs(try fitted.bestScore - #require(golden["score"]?.double)) < 1e-15)
        let columns = fitted.results.json.object?.map(\.0).sorted()
        #expect(columns == golden["columns"]?.array?.compactMap { $0.string?.replacing("param_C", with: "param_c") })
        // How long each fit took is its own business.
        let timeless = lines.all.map { $0.replacing(/time= *\d+\.\ds/, with: "time=   0.0s") }
        #expect(timeless == golden["lines"]?.array?.compactMap(\.string))
        #expect(fitted.results.candidates[2].errors[0]?.contains("c must be positive") == true)
        #expect(try fitted.predict(x) == exact().fit(x, y).predict(x))
    }

    @Test func scorersAreThoseOfScikitLearn() throws {
        let (x, y) = try Data.iris.load()
        let lines = Lines()
        let settings = SearchSettings(
            cv: 3, scoring: .negLogLoss, .accuracy, refit: "accuracy", returnTrainScore: true, verbose: 3, workers: 1,
            log: { lines.append(String($0.dropLast())) })
        let fitted = try GridSearch(exact(), settings) { $0.vary(\.c, among: [100, 0.001, 1]) }.fit(x, y)
        let golden = try #require(Golden.json("search")["several"])
        let results = fitted.results.json
        let names = golden["columns"]?.array?.compactMap { $0.string?.replacing("param_C", with: "param_c") }
        #expect(results.object?.keys.sorted() == names)
        for (name, values) in try #require(golden["results"]?.object) where name != "param_C" {
            let expected = values.array?.compactMap(\.double) ?? []
            let found = results[name]?.array?.compactMap(\.double) ?? []
            // Both find the coefficients to 1e-6 at least; a loss has their errors times features of up to 3.
            #expect(found.count == 3 && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(name)")
        }
        #expect(fitted.bestIndex == golden["best"]?.integer && fitted.results.scorer == "accuracy")
        #expect(try abs(fitted.bestScore - #require(golden["score"]?.double)) < 1e-15)
        let timeless = lines.all.map { $0.replacing(/time= *\d+\.\ds/, with: "time=   0.0s") }
        #expect(timeless == golden["lines"]?.array?.compactMap { $0.string?.replacing("C=", with: "c=") })

        let chosen = SearchSettings(cv: 3, refit: .choosing { $0.candidates.count - 1 })
        #expect(
            try GridSearch(exact(), chosen) { $0.vary(\.c, among: [1, 2]) }.fit(x, y).bestParameters == ["c": "2.0"])
    }

    /// Combinations are counted with what varies for them alone, and each is tried once.
    @Test func conditionsAreSearched() throws {
        let (x, y) = try Data.iris.load()
        func vary(_ space: inout SearchSpace<LogisticRegression>) {
            space.vary(\.fitIntercept, among: [true, false])
            space.vary(\.tol, among: [1e-4, 1e-3])
            space.when(\.fitIntercept, is: true) { $0.vary(\.c, among: [0.1, 1, 10]) }
        }
        let grid = try GridSearch(LogisticRegression(), SearchSettings(cv: 2), vary: vary).fit(x, y)
        let tried = grid.results.candidates.map(\.parameters)
        #expect(tried.count == 8 && Set(tried).count == 8)
        #expect(tried.allSatisfy { ($0["c"] != nil) == ($0["fitIntercept"] == "true") })
        #expect(grid.results.json["param_c"]?.array?.count { $0 == .null } == 2)
        let random = try RandomizedSearch(LogisticRegression(), trials: 20, SearchSettings(cv: 2), vary: vary).fit(x, y)
        #expect(Set(random.results.candidates.map(\.parameters)) == Set(tried))
    }

    private static func search(_ trials: Int, seed: UInt64 = 1, workers: Int? = nil) -> RandomizedSearch<
        NeuralClassifier<DenseNetwork>
    > {
        RandomizedSearch(
            NeuralClassifier(epochs: 3), trials: trials, SearchSettings(cv: 3, workers: workers), seed: seed
        ) { space in
            space.vary(\.network.hidden, among: [[8], [16], [8, 8]])
            space.vary(\.network.learningRate, among: [0.1, 0.01])
        }
    }

    /// Of lists, no combination is tried twice, and no more than there are.
    @Test func listsAreDrawnWithoutReplacement() throws {
        let (x, y) = try Data.iris.load()
        let fitted = try Self.search(50).fit(x, y)
        let tried = fitted.results.candidates.map(\.parameters)
        #expect(tried.count == 6 && Set(tried).count == 6)
        #expect(tried[0].keys.sorted() == ["network.hidden", "network.learningRate"])
        #expect(try Set(Self.search(3, seed: 1).fit(x, y).results.candidates.map(\.parameters)).count == 3)
        #expect(fitted.bestEstimator.network.hidden.description == fitted.bestParameters["network.hidden"])
        #expect(try fitted.probabilities(x) == fitted.bestEstimator.fit(x, y).probabilities(x))
    }

    @Test func workersDontMatter() throws {
        let (x, y) = try Data.wine.load()
        let (one, two) = try (Self.search(4, workers: 1).fit(x, y), Self.search(4, workers: 2).fit(x, y))
        #expect(one.results.candidates.map(\.splitTestScores) == two.results.candidates.map(\.splitTestScores))
        #expect(one.bestParameters == two.bestParameters)
        #expect(try one.probabilities(x) == two.probabilities(x))
    }

    @Test func distributionsAreDrawnFrom() throws {
        let (x, y) = try Data.iris.load()
        let search = RandomizedSearch(LogisticRegression(), trials: 40, SearchSettings(cv: 2)) { space in
            space.vary(\.c, in: 1e-3...1e3, scale: .logarithmic)
            space.vary(\.maxIter, in: 50...52)
            space.vary(\.fitIntercept, drawing: { random in random.next() % 2 == 0 })
        }
        let tried = try search.fit(x, y).results.candidates.map(\.parameters)
        let c = tried.compactMap { Double($0["c"]!) }
        #expect(c.count == 40 && c.allSatisfy { (1e-3...1e3).contains($0) })
        // Half of them are below 1: 20 ± 3.2, more than four deviations.
        #expect((6...34).contains(c.count { $0 < 1 }))
        #expect(Set(tried.map { $0["maxIter"]! }) == ["50", "51", "52"])
        #expect(Set(tried.map { $0["fitIntercept"]! }) == ["true", "false"])
    }

    @Test func regressorsAreSearched() throws {
        let (all, _) = try Data.wine.load()
        let (x, y) = try (all[.all, 1...], all[.all, 0])
        let fitted = try GridSearch(Ridge(), SearchSettings(scoring: .negMeanSquaredError)) { space in
            space.vary(\.alpha, among: [1e-3, 1, 10, 1e6])
        }.fit(x, y)
        #expect(fitted.results.candidates[3].rankTestScore == 4)
        #expect(fitted.results.scorer == "neg_mean_squared_error")
        #expect(try fitted.score(x, y) > 0.5)
    }

    @Test func withoutRefitNothingIsPredicted() throws {
        let (x, y) = try Data.iris.load()
        let fitted = try GridSearch(exact(), SearchSettings(cv: 2, refit: false)) { $0.vary(\.c, among: [1, 2]) }.fit(
            x, y)
        #expect(fitted.best == nil && fitted.refitTime == nil)
        #expect(throws: EstimatorError.notRefitted) { try fitted.predict(x) }
    }
}
