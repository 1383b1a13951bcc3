import MartletCodecs
import MartletEstimators
import MartletNumerics
import Synchronization
import Testing

/// Lines of a log, from any thread.
private final class Lines: Sendable {
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
