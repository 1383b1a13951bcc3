import MartletCodecs
import MartletExplain
import MartletNumerics
import MartletPlot
import MartletTestSupport
import Testing

@Suite struct PermutationImportanceTests {
    /// The score is minus the squared error of y = 3 a + b; c isn't looked at.
    private static func score(_ x: Tensor, _ y: Tensor) throws -> Double {
        let guess = try x[.all, 0] * 3.0 + x[.all, 1]
        return try -(guess - y).square().mean().scalar(as: Double.self)
    }

    @Test func featuresCountByWhatTheyTell() throws {
        var generator = RandomGenerator(seed: 1)
        let x = try generator.normal([400, 3], dtype: .float64)
        let y = try x[.all, 0] * 3.0 + x[.all, 1]
        let importance = try PermutationImportance(of: x, nRepeats: 6, seed: 2, featureNames: ["a", "b", "c"]) {
            try Self.score($0, y)
        }
        #expect(importance.score == 0 && importance.importances.shape == [3, 6])
        let means = try importance.mean.array(of: Double.self)
        // Shuffling makes an error of twice the variance, which is known from 400 rows to a tenth or so.
        #expect(abs(means[0] - 18) < 4 && abs(means[1] - 2) < 0.5 && means[2] == 0)
        let deviations = try importance.standardDeviation.array(of: Double.self)
        #expect(deviations[0] > 0 && deviations[0] < 4 && deviations[2] == 0)
        #expect(
            try PermutationImportance(of: x, nRepeats: 6, seed: 2, featureNames: ["a", "b", "c"]) {
                try Self.score($0, y)
            } == importance)
        #expect(try importance.barChart(maxDisplay: 2).categories == ["a", "b"])
    }

    @Test func rowsStayAsTheyAre() throws {
        let x = Tensor.arange(12).cast(to: .float32)
        let whole = try x.reshaped([4, 3])
        var seen: [[Float]] = []
        _ = try PermutationImportance(of: whole, nRepeats: 2) { shuffled in
            seen.append(shuffled.array())
            return 0
        }
        #expect(seen.count == 1 + 3 * 2 && seen[0] == whole.array())
        for (index, rows) in seen.dropFirst().enumerated() {
            // One column has other rows' values, the others their own.
            let own = whole.array(of: Float.self)
            for column in 0..<3 {
                let (values, before) = ((0..<4).map { rows[$0 * 3 + column] }, (0..<4).map { own[$0 * 3 + column] })
                #expect(column == index / 2 ? values.sorted() == before : values == before)
            }
        }
    }
}

@Suite struct PartialDependenceTests {
    /// scikit-learn's grid, averages and individual curves.
    @Test(arguments: GoldenNetwork.dependent) func equalsScikitLearn(_ network: GoldenNetwork) throws {
        let feature = try #require(network.settings["feature"]?.integer)
        let dependence = try PartialDependence(
            of: network("x"), feature: feature, gridResolution: #require(network.settings["resolution"]?.integer),
            network.outputs)
        #expect(try distance(dependence.grid, network("grid")) < 1e-12)
        // [outputs, rows, values] there.
        #expect(try distance(dependence.individual, network("individual").transposed([1, 2, 0])) < 1e-10)
        #expect(try distance(dependence.average, network("average").transposed()) < 1e-10)
        let chart = try dependence.chart()
        #expect(chart.series.count == dependence.outputNames.count && chart.x == "Feature \(feature)")
    }

    @Test func thereAreGoldens() { #expect(GoldenNetwork.dependent.count == 2) }
}

private let calls = BadCalls { call in
    let x = Tensor.zeros([3, 2])
    call("importance of a vector") { try PermutationImportance(of: .zeros([3])) { _ in 0 } }
    call("importance of no rows") { try PermutationImportance(of: .zeros([0, 3])) { _ in 0 } }
    call("no repetition") { try PermutationImportance(of: x, nRepeats: 0) { _ in 0 } }
    call("a score of NaN") { try PermutationImportance(of: x) { _ in .nan } }
    call("names of other features") { try PermutationImportance(of: x, featureNames: ["a"]) { _ in 0 } }
    call("dependence on a vector") { try PartialDependence(of: .zeros([3]), feature: 0) { $0 } }
    for feature in [-1, 2, Int.min, Int.max] {
        call("dependence on feature \(feature)") { try PartialDependence(of: x, feature: feature) { $0 } }
    }
    for resolution in [Int.min, 0, 1, Int.max] {
        call("\(resolution) values") { try PartialDependence(of: x, feature: 0, gridResolution: resolution) { $0 } }
    }
    for percentiles in [(-0.1, 1.0), (0, 1.1), (0.5, 0.5), (.nan, 1), (0.9, 0.1)] {
        call("percentiles \(percentiles)") {
            try PartialDependence(of: x, feature: 0, percentiles: percentiles) { $0 }
        }
    }
    call("a column of NaN") { try PartialDependence(of: .full(Float.nan, shape: [3, 2]), feature: 0) { $0 } }
    call("outputs of other rows") { try PartialDependence(of: x, feature: 0) { try $0[0..<1] } }
    call("outputs of NaN") { try PartialDependence(of: x, feature: 0) { try $0 * Float.nan } }
    call("names of other outputs") { try PartialDependence(of: x, feature: 0, outputNames: ["a"]) { $0 } }
}

@Suite struct BadDependenceTests {
    @Test(arguments: calls.all) func throwsClearly(_ call: BadCall) { #expect(call.problem == nil) }
}
