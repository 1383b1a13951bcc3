import MartletCodecs
import MartletExplain
import MartletNumerics
import MartletPlot
import Testing

@Suite struct KernelSHAPTests {
    /// All coalitions of up to 11 features fit the budget, so that nothing is left to chance: what differs is rounding.
    @Test(arguments: GoldenNetwork.known) func equalsShap(_ network: GoldenNetwork) throws {
        let explanation = try network.explainer().explain(network("x"))
        #expect(try distance(explanation.values, network("values")) < 1e-8)
        #expect(try distance(explanation.baseValues, network("base")) < 1e-12)
        try explanation.checkAdditivity(tolerance: 1e-12)
        #expect(try explanation.standardErrors.max().scalar() == 0.0)
    }

    /// The features that shap selects, and their values.
    @Test(arguments: GoldenNetwork.known) func selectsAsShap(_ network: GoldenNetwork) throws {
        let explanation = try network.explainer().explain(network("x"), l1: .numFeatures(3))
        #expect(try distance(explanation.values, network("few")) < 1e-8)
        try explanation.checkAdditivity(tolerance: 1e-12)
        let all = try network.explainer().explain(network("x"), l1: .numFeatures(100))
        #expect(try all == network.explainer().explain(network("x")))
    }

    /// The features that scikit-learn's lasso takes by Akaike's and by Schwarz's criterion, and their values.
    @Test(arguments: GoldenNetwork.known) func selectsByCriteria(_ network: GoldenNetwork) throws {
        for (l1, name) in [(L1Selection.aic, "aic"), (.bic, "bic")] {
            let explanation = try network.explainer().explain(network("x"), l1: l1)
            #expect(try distance(explanation.values, network(name)) < 1e-8, "\(name)")
            try explanation.checkAdditivity(tolerance: 1e-12)
        }
        // All coalitions are asked for.
        #expect(try network.explainer().explain(network("x"), l1: .auto) == network.explainer().explain(network("x")))
    }

    /// Where less than a fifth of the coalitions are asked for, the criterion decides.
    @Test(arguments: GoldenNetwork.sampled) func selectsAutomatically(_ network: GoldenNetwork) throws {
        let (explainer, x) = (try network.explainer(), try network("x"))
        let all = (1 << x.shape[1]) - 2
        for nsamples in [all / 6, all / 4] where nsamples >= 2 * x.shape[1] {
            let found = try explainer.explain(x, nsamples: nsamples, l1: .auto)
            #expect(try found == explainer.explain(x, nsamples: nsamples, l1: 5 * nsamples < all ? .aic : .off))
            try found.checkAdditivity()
        }
    }

    /// Of features that say nothing none is kept.
    @Test func criteriaLeaveOutWhatSaysNothing() throws {
        var generator = RandomGenerator(seed: 5)
        let background = try generator.normal([8, 12], dtype: .float64)
        let x = try generator.normal([2, 12], dtype: .float64)
        let explanation = try KernelSHAP(background: background) { x in
            try (x[.all, 0..<1] * x[.all, 3..<4]).tanh() + x[.all, 7..<8]
        }.explain(x, l1: .bic)
        let used = (0..<12).filter { feature in
            (0..<2).contains { row in
                ((try? explanation.values[row, feature, 0].scalar(as: Double.self)) ?? 0) != 0
            }
        }
        #expect(used == [0, 3, 7])
        try explanation.checkAdditivity()
    }

    /// Probabilities of 0 and 1 are as large as numbers come, and charts and files say that values are of log-odds.
    @Test(arguments: [(DType.float32, 24.0), (.float64, 53)]) func certaintiesHaveLogOdds(
        _ dtype: DType, _ bits: Double
    ) throws {
        let background = Tensor.zeros([3, 2], dtype: dtype)
        let explanation = try KernelSHAP(background: background, link: .logit) { x in
            let certain = try x[.all, 0..<1]
            return try Tensor.concatenate([certain, 1.0 - certain], axis: 1)
        }.explain(.ones([1, 2]))
        let most = bits * 0.6931471805599453
        #expect(try distance(explanation.baseValues, Tensor([-most, most])) < 1e-6)
        #expect(try distance(explanation.outputs, Tensor([most, -most], shape: [1, 2])) < 1e-6)
        try explanation.checkAdditivity()
        #expect(try explanation.json["link"] == "logit" && Explanation(json: explanation.json).link == .logit)
        #expect(try explanation.barChart().x == "mean |SHAP value| (log-odds)")
        #expect(try explanation.waterfall(row: 0).svg.contains("f(x) (log-odds) ="))
        #expect(throws: ExplanationError.self) {
            try KernelSHAP(background: background, link: .logit) { try $0.sum(axis: 1) + 1.5 }
        }
    }

    /// Sampled coalitions have features selected, too, and the values have errors.
    @Test(arguments: GoldenNetwork.sampled) func selectsOfSamples(_ network: GoldenNetwork) throws {
        let explanation = try network.explainer().explain(network("x"), l1: .numFeatures(4))
        let (values, errors) = (
            explanation.values.array(of: Double.self), explanation.standardErrors.array(of: Double.self)
        )
        #expect(values.count { $0 != 0 } == 4 && zip(values, errors).allSatisfy { ($0 == 0) == ($1 == 0) })
        try explanation.checkAdditivity()
    }

    @Test func thereAreGoldens() {
        #expect(GoldenNetwork.known.count == 4 && GoldenNetwork.sampled.count == 3)
    }

    /// The value of a feature of a linear function is its weight times its distance from the background's mean.
    @Test(arguments: [2, 3, 8, 11]) func linearFunctionsAreTakenApart(_ features: Int) throws {
        var generator = RandomGenerator(seed: 1)
        let background = try generator.normal([7, features], dtype: .float64)
        let x = try generator.normal([3, features], dtype: .float64)
        let weights = try generator.normal([features, 2], dtype: .float64)
        let explanation = try KernelSHAP(background: background) { try $0.matmul(weights) + 1 }.explain(x)
        let expected = try (x - background.mean(axis: 0)).expandingDimensions(at: 2) * weights
        #expect(try distance(explanation.values, expected) < 1e-10)
    }

    @Test(arguments: ["iris", "wine_kmeans"]) func equalsEnumeration(_ name: String) throws {
        let network = try #require(GoldenNetwork.known.first { $0.name == name })
        let (background, x) = (try network("background"), try network("x"))
        let explainer = try KernelSHAP(background: background, network.outputs)
        let values = try explainer.explain(x).values
        for row in 0..<x.shape[0] {
            let expected = try Tensor(enumerated(x[row], background, network.outputs))
            #expect(try distance(values[row, .all, 0], expected) < 1e-10)
        }
    }

    /// 2ⁿ coalitions are all of them.
    @Test(arguments: GoldenNetwork.sampled) func isExactWhereTheBudgetAllows(_ network: GoldenNetwork) throws {
        let features = try network("x").shape[1]
        let explanation = try network.explainer().explain(network("x"), nsamples: 1 << features)
        #expect(try distance(explanation.values, network("values")) < 1e-10)
        #expect(try explanation.standardErrors.max().scalar() == 0.0)
        try explanation.checkAdditivity()
    }

    /// With as many coalitions the errors are smaller than shap's, and as large as the standard errors say.
    @Test(arguments: GoldenNetwork.sampled) func samplesBetterThanShap(_ network: GoldenNetwork) throws {
        let nsamples = try #require(network.settings["nsamples"]?.integer)
        let (x, exact, explainer) = (try network("x"), try network("values"), try network.explainer())
        let theirs = try network("errors").square().mean().scalar(as: Double.self)
        var (ours, claimed) = (0.0, 0.0)
        for seed in 0..<8 as Range<UInt64> {
            let explanation = try explainer.explain(x, nsamples: nsamples, seed: seed)
            ours += try (explanation.values - exact).square().mean().scalar(as: Double.self) / 8
            claimed += try explanation.standardErrors.square().mean().scalar(as: Double.self) / 8
            try explanation.checkAdditivity()
        }
        #expect(ours < theirs, "\(ours.squareRoot()) and \(theirs.squareRoot())")
        // 8 × 12 and more squares, which depend on one another a little: their mean is known to about a third.
        #expect(claimed < 2 * ours && ours < 2 * claimed, "\(claimed.squareRoot()) and \(ours.squareRoot())")
    }

    /// Four fifths of shap's coalitions or fewer are enough for no value to be farther off than the one of shap's that is
    /// farthest off, and that is what the values' distances from the exact ones say, too.
    @Test(arguments: GoldenNetwork.sampled) func stopsAtAnError(_ network: GoldenNetwork) throws {
        let nsamples = try #require(network.settings["nsamples"]?.integer)
        let (x, exact) = (try network("x"), try network("values"))
        let asked = try network("errors").square().mean(axis: 0).max().scalar(as: Double.self).squareRoot()
        let background = try network("background").shape[0]
        var rows = 0
        let explainer = try KernelSHAP(background: network("background")) { x in
            rows += x.shape[0]
            return try network.outputs(x)
        }
        rows = 0
        var squares = 0.0
        for seed in 0..<8 as Range<UInt64> {
            let found = try explainer.explain(x, nsamples: nsamples, standardError: asked, seed: seed)
            #expect(try found.standardErrors.max().scalar(as: Double.self) <= asked)
            squares += try (found.values - exact).square().mean().scalar(as: Double.self) / 8
            try found.checkAdditivity()
        }
        #expect(squares.squareRoot() <= asked, "\(squares.squareRoot()) and \(asked)")
        let coalitions = Double(rows) / 8 / Double(background)
        #expect(coalitions <= 0.8 * Double(nsamples), "\(coalitions) of \(nsamples)")
    }

    /// Less error takes more coalitions, up to all; what is enough is the same on every run.
    @Test func smallerErrorsTakeMore() throws {
        let network = try #require(GoldenNetwork.sampled.first)
        let x = try network("x")
        var counts: [Int] = []
        for error in [1, 0.1, 0.01, 1e-9] {
            var rows = 0
            let explainer = try KernelSHAP(background: network("background")) { x in
                rows += x.shape[0]
                return try network.outputs(x)
            }
            let one = try explainer.explain(x, nsamples: 1 << 12, standardError: error, seed: 3)
            counts.append(rows)
            #expect(try explainer.explain(x, nsamples: 1 << 12, standardError: error, seed: 3) == one)
            #expect(try one.standardErrors.max().scalar(as: Double.self) <= error)
            if error == 1e-9 { #expect(try distance(one.values, network("values")) < 1e-10) }
        }
        #expect(counts == counts.sorted() && counts[0] < counts[3] / 10, "\(counts)")
    }

    /// Values that are asked for in stages are right on average, and as far off as their errors say.
    @Test(arguments: [0.2, 0.05]) func stagesAreRightOnAverage(_ error: Double) throws {
        let network = try #require(GoldenNetwork.sampled.first)
        let (explainer, x, exact) = (try network.explainer(), try network("x"), try network("values"))
        var (sum, squares, claimed) = (Tensor.zeros(exact.shape, dtype: .float64), 0.0, 0.0)
        let runs = 32
        for seed in 0..<UInt64(runs) {
            let found = try explainer.explain(x, nsamples: 1 << 12, standardError: error, seed: seed)
            let misses = try found.values - exact
            sum = try sum + misses
            squares += try misses.square().mean().scalar(as: Double.self)
            claimed += try found.standardErrors.square().mean().scalar(as: Double.self)
        }
        // 32 × 12 squares; that runs stop where errors look small makes these look a little smaller than they are.
        #expect(claimed < 2 * squares && squares < 2 * claimed, "\(claimed) and \(squares)")
        let bias = try (sum / Double(runs)).square().mean().scalar(as: Double.self)
        // The mean of 32 that are off by chance is off by the 32nd part of the square; three times that hardly ever.
        #expect(bias < 3 * squares / Double(runs) / Double(runs), "\(bias.squareRoot())")
    }

    /// Of 13 pairs few tell 13 features apart. What is left open is small, and said to be unknown; sums are right.
    @Test func fewCoalitionsGiveNoLargeValues() throws {
        var generator = RandomGenerator(seed: 3)
        let (background, x) = (
            try generator.normal([8, 13], dtype: .float64), try generator.normal([2, 13], dtype: .float64)
        )
        let weights = try generator.normal([13, 1], dtype: .float64)
        let explainer = try KernelSHAP(background: background) { try $0.matmul(weights) }
        let most = try explainer.explain(x).values.abs().max().scalar(as: Double.self)
        var unknown = 0
        for seed in 0..<30 as Range<UInt64> {
            let explanation = try explainer.explain(x, nsamples: 26, seed: seed)
            #expect(try explanation.values.abs().max().scalar(as: Double.self) < 13 * most)
            try explanation.checkAdditivity(tolerance: 1e-9)
            if try explanation.standardErrors.max().scalar(as: Double.self) == .infinity { unknown += 1 }
        }
        #expect(unknown > 0)
    }

    /// What a single pair that was drawn leaves open is no error of nothing.
    @Test func errorsOfASinglePairAreKnown() throws {
        var generator = RandomGenerator(seed: 4)
        let explainer = try KernelSHAP(background: generator.normal([8, 4], dtype: .float64)) { x in
            try x[.all, 0..<1] * x[.all, 1..<2] * x[.all, 2..<3] * x[.all, 3..<4]
        }
        let explanation = try explainer.explain(generator.normal([1, 4], dtype: .float64), nsamples: 10)
        #expect(try explanation.standardErrors.max().scalar(as: Double.self) > 0)
    }

    @Test func sameSeedSameBytes() throws {
        let network = try #require(GoldenNetwork.sampled.first)
        let (explainer, x) = (try network.explainer(), try network("x"))
        let one = try explainer.explain(x, seed: 3)
        #expect(try explainer.explain(x, seed: 3) == one)
        #expect(try withThreads(1) { try explainer.explain(x, seed: 3) } == one)
        #expect(try explainer.explain(x, seed: 4).values != one.values)
    }

    /// A row's values don't depend on what is explained with it, nor on how many rows are asked for at once.
    @Test func batchesChangeNothing() throws {
        let network = try #require(GoldenNetwork.known.first)
        var explainer = try network.explainer()
        let x = try network("x")
        let all = try explainer.explain(x)
        #expect(try explainer.explain(x[1..<2]).values == all[1..<2].values)
        for budget in [1, 200, 5000] {
            explainer.memoryBudget = budget
            #expect(try distance(explainer.explain(x).values, all.values) < 1e-14)
        }
    }

    @Test func asksInBatchesOfTheBudget() throws {
        var (calls, rows, most) = (0, 0, 0)
        var explainer = try KernelSHAP(background: Tensor.zeros([10, 3])) { x in
            (calls, rows, most) = (calls + 1, rows + x.shape[0], max(most, x.shape[0]))
            return try x.sum(axis: 1)
        }
        explainer.memoryBudget = 20 * (3 + 1) * 4
        (calls, rows) = (0, 0)
        var done: [Int] = []
        _ = try explainer.explain(.ones([2, 3])) { finished, _ in done.append(finished) }
        // The rows themselves, and of each the 6 coalitions with 10 rows each, two at a time.
        #expect(calls == 1 + 2 * 3 && rows == 2 + 2 * 60 && most == 20 && done == [1, 2])
    }

    /// What the function keeps stays as it was.
    @Test func functionsMayKeepTheirRows() throws {
        var kept: [(Tensor, [Float])] = []
        var explainer = try KernelSHAP(background: Tensor([[1, 2], [3, 4]] as [[Float]])) { x in
            kept.append((x, x.array()))
            return x
        }
        explainer.memoryBudget = 1
        _ = try explainer.explain(Tensor([[5, 6]] as [[Float]]))
        #expect(kept.count == 6)
        for (rows, then) in kept { #expect(rows.array() == then) }
    }

    /// A feature as in the whole background adds nothing, and one that alone differs adds everything.
    @Test func featuresThatDoNotVaryAddNothing() throws {
        let background = Tensor.zeros([4, 3])
        let x = try Tensor([[0, 2, 0], [0, 0, 0], [1, 2, 3]] as [[Float]])
        let values = try KernelSHAP(background: background) { try $0.square().sum(axis: 1) }.explain(x).values
        let expected = [0.0, 4, 0, 0, 0, 0, 1, 4, 9]
        #expect(zip(values.array(of: Double.self), expected).allSatisfy { abs($0 - $1) < 1e-14 })
        #expect(zip(values.array(of: Double.self), expected).allSatisfy { $1 > 0 || $0 == 0 })
    }

    /// Float32 rows go to a network in float32.
    @Test func rowsKeepTheirType() throws {
        for dtype in [DType.float32, .float64] {
            let explainer = try KernelSHAP(background: Tensor.zeros([2, 2], dtype: dtype)) { x in
                #expect(x.dtype == dtype)
                return x
            }
            let values = try explainer.explain(Tensor([[1, 2]] as [[Int32]])).values
            #expect(try distance(values, Tensor([1.0, 0, 0, 2], shape: [1, 2, 2])) < 1e-14)
        }
    }
}
