import MartletCodecs
import MartletExplain
import MartletNumerics
import MartletPlot
import MartletTestSupport
import Testing

/// Features of several columns, and data of other kinds than numbers.
@Suite struct GroupTests {
    /// Rows of a number and of the one-hot columns of a word of three.
    private static func encoded(_ rows: [(Double, Int)]) throws -> Tensor {
        try Tensor(
            rows.flatMap { [$0.0] + (0..<3).map { [code = $0.1] in $0 == code ? 1.0 : 0 } }, shape: [rows.count, 4])
    }

    private static let known = [(0.5, 0), (-1.0, 1), (2.0, 2), (0.0, 2)]
    private static let asked = [(1.5, 1), (2.0, 0), (0.5, 2)]

    private static func outputs(_ x: Tensor) throws -> Tensor {
        let weights = try Tensor([0.3, -1, 2, 0.5, 1, 0.25, -0.5, 4], shape: [4, 2])
        return try x.matmul(weights).tanh()
    }

    /// Words explained by their columns together get the values that they get as one column.
    @Test func columnsOfAWordAreOneFeature() throws {
        let grouped = try KernelSHAP(
            background: Self.encoded(Self.known), groups: [[1, 2, 3], [0]], featureNames: ["word", "number"],
            Self.outputs
        ).explain(Self.encoded(Self.asked))
        func plain(_ rows: [(Double, Int)]) throws -> Tensor {
            try Tensor(rows.flatMap { [Double($0.1), $0.0] }, shape: [rows.count, 2])
        }
        let expected = try KernelSHAP(background: plain(Self.known)) { x in
            let numbers = x.array(of: Double.self)
            return try Self.outputs(
                Self.encoded(stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0 + 1], Int(numbers[$0])) }))
        }.explain(plain(Self.asked))
        #expect(try distance(grouped.values, expected.values) < 1e-14)
        #expect(grouped.values.shape == [3, 2, 2] && grouped.featureNames == ["word", "number"])
        try grouped.checkAdditivity(tolerance: 1e-14)
        // A feature of several columns has no one number.
        let data = grouped.data.array(of: Double.self)
        #expect(data[0].isNaN && data[1] == 1.5 && data[3] == 2 && grouped.featureTypes == [.group, .number])
        let names = try grouped.waterfall(row: 0).steps.map(\.name)
        #expect(Set(names) == ["word", "number = 1.5"])
        #expect(grouped.json["data"]?[0] == [.null, 1.5])
    }

    @Test(arguments: [[[0], [1, 2]], [[0, 1], [1, 2, 3]], [[0, 1, 2, 3], []], [[0, 1, 2, 4]]])
    func groupsHaveEachColumnOnce(_ groups: [[Int]]) throws {
        let background = try Self.encoded(Self.known)
        #expect(throws: ExplanationError.self) { try KernelSHAP(background: background, groups: groups, Self.outputs) }
    }

    private func shown() throws -> Explanation {
        let values = try Tensor((0..<12).map { Double($0) / 8 - 0.5 }, shape: [4, 3, 1])
        let bare = try Explanation(
            values: values, baseValues: Tensor([0.25]), data: .zeros([4, 3], dtype: .float64),
            featureNames: ["colour", "day", "size"], outputNames: ["price"])
        return try bare.showing(
            data: Tensor(
                [2, 19_874, 1.5, 0, 19_875.25, -2, .nan, .nan, 0.5, 2, 0, 8] as [Double], shape: [4, 3]),
            featureTypes: [.category(["blue", "green", "red"]), .date, .number])
    }

    @Test func chartsSayWordsAndDates() throws {
        let explanation = try shown()
        let first = try explanation.waterfall(row: 0).svg
        for text in ["colour = red", "day = 2024-05-31", "size = 1.5"] { #expect(first.contains(">\(text)</text>")) }
        #expect(try explanation.waterfall(row: 1).svg.contains("day = 2024-06-01 06:00"))
        #expect(try explanation.waterfall(row: 2).svg.contains(">colour = missing</text>"))
        let rows = try explanation.beeswarm().rows
        #expect(rows.first { $0.name == "colour" }?.color == [] && rows.first { $0.name == "size" }?.color.count == 4)
        // Words that occur stand below their points, and don't colour others.
        let chart = try explanation.dependence(feature: 0, color: 2)
        #expect(chart.categories == ["blue", "red"] && chart.points.map(\.x).prefix(2) == [1, 0])
        #expect(chart.svg.contains(">blue</text>") && chart.svg.contains(">red</text>") && !chart.svg.contains("nan"))
        #expect(try explanation.dependence(feature: 2, color: 0).colors.isEmpty)
        #expect(try explanation.dependence(feature: 1).x == "day (days since 1970-01-01)")
    }

    @Test func wordsAndDatesComeBackFromJSON() throws {
        let explanation = try shown()
        let json = explanation.json
        #expect(json["data"]?[0] == ["red", "2024-05-31", 1.5] && json["data"]?[2]?[0] == .null)
        #expect(json["feature_types"] == [["blue", "green", "red"], "date", "number"])
        let restored = try Explanation(json: json)
        #expect(restored.featureTypes == explanation.featureTypes && restored.json == json)
        let (data, expected) = (restored.data.array(of: Double.self), explanation.data.array(of: Double.self))
        #expect(zip(data, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
        for types in [[], ["word", "date", "number"], [["blue"], "date", "number"]] as [JSON] {
            var damaged = json
            damaged["feature_types"] = types
            #expect(throws: ExplanationError.self) { try Explanation(json: damaged) }
        }
        let folder = TemporaryFolder()
        try explanation.write(csv: folder["shap.csv"])
        var format = CSV.Format()
        format.keepsGaps = true
        let table = try CSV(path: folder["shap.csv"], format: format)
        let texts = try table["data"].strings
        #expect(texts.prefix(3) == ["red", "2024-05-31", "1.5"] && texts[6] == nil && texts[7] == nil)
    }

    /// Of more outputs than there are colours the smallest are summed up.
    @Test func manyOutputsShareTheLastColour() throws {
        let outputs = 14
        let values = try Tensor((0..<2 * outputs).map { Double($0 % outputs + 1) }, shape: [1, 2, outputs])
        let chart = try Explanation(
            values: values, baseValues: .zeros([outputs], dtype: .float64), data: .zeros([1, 2], dtype: .float64),
            featureNames: ["a", "b"], outputNames: (1...outputs).map { "class \($0)" }
        ).barChart()
        #expect(chart.series.count == 10 && chart.series[0].name == "class 14")
        #expect(chart.series[9].name == "5 other outputs" && chart.series[9].values == [15, 15])
    }
}
