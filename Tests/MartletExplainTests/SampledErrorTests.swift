import MartletCodecs
import MartletExplain
import MartletNumerics
import Testing

/// How far off values of sampled coalitions are, and what is said of that.
@Suite struct SampledErrorTests {
    /// What 13 features give: bent along their sum, products of all or of three, or a sum of waves.
    enum Function: CaseIterable {
        case bent, product, triples, waves

        func callAsFunction(_ x: Tensor) throws -> Tensor {
            let columns = try (0..<13).map { try x[.all, $0..<$0 + 1] }
            func sum(_ part: (Int) throws -> Tensor) throws -> Tensor {
                try (1..<13).reduce(part(0)) { try $0 + part($1) }
            }
            switch self {
            case .bent: return try sum { try columns[$0] * (0.2 + 0.1 * Double($0 % 4)) }.tanh()
            case .product: return try columns.dropFirst().reduce(columns[0] / 2.0 + 1.0) { try $0 * ($1 / 2.0 + 1.0) }
            case .triples: return try sum { try columns[$0] * columns[($0 + 3) % 13] * columns[($0 + 5) % 13] }
            case .waves:
                return try sum { try (columns[$0] + columns[($0 + 1) % 13] + columns[($0 + 4) % 13] * 2.0).sin() }
            }
        }
    }

    /// With few coalitions, too, standard errors are as large as errors are: over 200 choices of them the mean squares differ
    /// by a quarter of the error at most, or by two fifths where pairs leave less than ten degrees of freedom: of so few
    /// errors are told too large rather than too small.
    @Test(arguments: Function.allCases) func errorsOfFewCoalitionsAreRight(_ function: Function) throws {
        var generator = RandomGenerator(seed: 7)
        let background = try generator.uniform([6, 13], in: -1.0..<1, dtype: .float64)
        let x = try generator.uniform([1, 13], in: -1.0..<1, dtype: .float64)
        let explainer = try KernelSHAP(background: background) { try function($0) }
        let exact = try explainer.explain(x, nsamples: 1 << 13).values
        for (nsamples, most) in [(36, 1.4), (46, 1.25), (60, 1.25), (100, 1.25), (300, 1.25)] {
            var (squares, claimed) = (0.0, 0.0)
            for seed in 0..<200 as Range<UInt64> {
                let found = try explainer.explain(x, nsamples: nsamples, seed: seed)
                let errors = try found.standardErrors.square().mean().scalar(as: Double.self)
                // Pairs that can't tell the features apart say so.
                guard errors.isFinite else { continue }
                squares += try (found.values - exact).square().mean().scalar(as: Double.self)
                claimed += errors
            }
            let ratio = (claimed / squares).squareRoot()
            #expect(ratio > 0.85 && ratio < most, "\(nsamples): \(ratio)")
        }
    }

    /// Where many features bend an output together, errors are half of shap's with as many coalitions or less; and no larger
    /// than they are said to be.
    @Test(arguments: GoldenNetwork.many) func bentOutputsTakeFewer(_ network: GoldenNetwork) throws {
        let nsamples = try #require(network.settings["nsamples"]?.integer)
        let (x, exact, explainer) = (try network("x"), try network("values"), try network.explainer())
        let theirs = try network("errors").square().mean().scalar(as: Double.self)
        var (ours, claimed) = (0.0, 0.0)
        for seed in 0..<8 as Range<UInt64> {
            let found = try explainer.explain(x, nsamples: nsamples, seed: seed)
            ours += try (found.values - exact).square().mean().scalar(as: Double.self) / 8
            claimed += try found.standardErrors.square().mean().scalar(as: Double.self) / 8
            try found.checkAdditivity()
        }
        #expect(ours < theirs / 4, "\(ours.squareRoot()) and \(theirs.squareRoot())")
        // The values that these are compared with are off, too: by 31 times as many coalitions of shap's.
        let both = claimed + theirs / 31
        #expect(both < 2 * ours && ours < 2 * both, "\(both.squareRoot()) and \(ours.squareRoot())")
    }

    /// For shap's error a quarter of its coalitions are enough, and no more than that are asked for.
    @Test(arguments: GoldenNetwork.many) func stopsSoonWhereOutputsAreBent(_ network: GoldenNetwork) throws {
        let nsamples = try #require(network.settings["nsamples"]?.integer)
        let asked = try network("errors").square().mean(axis: 0).max().scalar(as: Double.self).squareRoot()
        let (x, exact, background) = (try network("x"), try network("values"), try network("background"))
        var rows = 0
        let explainer = try KernelSHAP(background: background) { x in
            rows += x.shape[0]
            return try network.outputs(x)
        }
        rows = 0
        var worst = 0.0
        for seed in 0..<8 as Range<UInt64> {
            let found = try explainer.explain(x, nsamples: nsamples, standardError: asked, seed: seed)
            #expect(try found.standardErrors.max().scalar(as: Double.self) <= asked)
            worst += try (found.values - exact).square().mean(axes: [0, 1]).max().scalar(as: Double.self) / 8
        }
        #expect(worst.squareRoot() <= asked, "\(worst.squareRoot()) and \(asked)")
        let coalitions = Double(rows) / 8 / Double(background.shape[0])
        #expect(coalitions <= Double(nsamples) / 4, "\(coalitions) of \(nsamples)")
    }

    @Test func thereAreGoldens() { #expect(GoldenNetwork.many.count == 1) }
}
