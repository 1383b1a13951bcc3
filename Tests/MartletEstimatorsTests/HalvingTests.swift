import MartletCodecs
import MartletEstimators
import MartletNumerics
import Testing

/// Is wrong by as much as `error` is above what `effort` takes from it, as the golden's estimator.
private struct Constant: Regressor {
    var error = 1.0
    var effort = 1

    struct Fitted: Predictor {
        let value: Double
        func predict(_ x: Tensor) throws -> Tensor { Tensor.full(value, shape: [x.shape[0]]) }
    }

    func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        guard error >= 0 else { throw EstimatorError.invalid(argument: "error", reason: "is negative") }
        return Fitted(value: error + 8 / (Double(effort) + error))
    }
}

@Suite struct HalvingTests {
    private static let golden = Golden.json("search")

    @Test func roundsAreThoseOfScikitLearn() throws {
        for entry in try #require(Self.golden["schedule"]?.array) {
            let arguments = try #require(entry["arguments"])
            let rows = try #require(entry["rows"]?.integer)
            let candidates = try #require(entry["candidates"]?.integer)
            // Two folds of values: a row each in twofold, for the smallest.
            var halving = try Halving(
                factor: arguments["factor"]?.integer ?? 3,
                isAggressive: arguments["aggressive_elimination"] == true,
                least: arguments["min_resources"]?.integer ?? 4, most: arguments["max_resources"]?.integer ?? rows)
            // What HalvingGridSearchCV does by default.
            let least = arguments["min_resources"]?.string ?? (arguments["min_resources"] == nil ? "exhaust" : "")
            halving.plan(candidates: candidates, exhausts: least == "exhaust")
            let rounds = 0..<halving.iterations
            var counts: [Int] = []
            for _ in rounds {
                counts.append(counts.last.map { halving.best(of: Array(repeating: 0, count: $0)).count } ?? candidates)
            }
            #expect(rounds.map(halving.resources) == entry["resources"]?.array?.compactMap(\.integer), "\(arguments)")
            #expect(counts == entry["counts"]?.array?.compactMap(\.integer), "\(arguments)")
        }
    }

    /// The candidates are those of the golden in another order, so each is looked up by its parameters.
    @Test func resultsAreThoseOfScikitLearn() throws {
        let run = try #require(Self.golden["run"])
        let errors = try #require(run["errors"]?.array?.compactMap { $0.double })
        let x = Tensor.zeros([8, 1], dtype: .float64)
        let lines = Lines()
        let settings = SearchSettings(
            cv: 2, scoring: .negMeanAbsoluteError, returnTrainScore: true, verbose: 3, workers: 1,
            log: { lines.append(String($0.dropLast())) })
        let search = HalvingRandomSearch(
            Constant(), candidates: 9, resource: .parameter(\.effort), minResources: .exhaust, maxResources: 9, settings
        ) { $0.vary(\.error, among: errors) }
        let fitted = try search.fit(x, Tensor.zeros([8], dtype: .float64))

        let names = try #require(run["results"]?.object?.keys)
        let columns = fitted.results.json
        #expect(columns.object?.keys.sorted() == run["columns"]?.array?.compactMap(\.string))
        /// A row for each candidate, with the columns in their order.
        func rows(_ json: JSON?) throws -> [[Double]] {
            let columns = try names.map { name in
                try #require(json?[name]?.array).map { $0.double ?? $0.string.flatMap(Double.init) ?? -1 }
            }
            return (0..<columns[0].count).map { row in columns.map { $0[row].isNaN ? -1 : $0[row] } }
                .sorted { $0.lexicographicallyPrecedes($1) }
        }
        let (own, theirs) = try (rows(columns), rows(run["results"]))
        // Differences of two numbers below 20.
        #expect(
            own.count == theirs.count
                && zip(own, theirs).allSatisfy { zip($0, $1).allSatisfy { abs($0 - $1) < 1e-13 } }, "\(own)\n\(theirs)")
        #expect(abs(try fitted.bestScore - #require(run["score"]?.double)) < 1e-13)
        let timeless = lines.all.map { $0.replacing(/time= *\d+\.\ds/, with: "time=   0.0s") }
        #expect(timeless.sorted() == run["lines"]?.array?.compactMap(\.string).sorted())
    }

    /// Each round has its share of each fold's rows, and the best candidate is of the last round.
    @Test func roundsGetMoreRows() throws {
        let (x, y) = try Data.digits.load()
        let search = HalvingRandomSearch(LogisticRegression(maxIter: 200), SearchSettings(cv: 3), seed: 3) { space in
            space.vary(\.c, in: 1e-6...1e2, scale: .logarithmic)
        }
        let fitted = try search.fit(x, y)
        let rounds = fitted.results.candidates.compactMap(\.round)
        // Twice the folds times the classes is 60, of which 29 are in 1797.
        #expect(
            rounds.map(\.resources)
                == [29, 10, 4, 2].enumerated().flatMap { round, count in
                    Array(repeating: [60, 180, 540, 1620][round], count: count)
                })
        let best = fitted.results.candidates[fitted.bestIndex]
        let last = fitted.results.candidates.filter { $0.round == best.round }
        #expect(best.round?.iteration == 3 && last.allSatisfy { $0.meanTestScore <= fitted.bestScore })
        #expect(fitted.bestScore > 0.9)
        #expect(try fitted.predict(x) == fitted.bestEstimator.fit(x, y).predict(x))
    }
}
