import MartletCodecs
import MartletExplain
import MartletNumerics
import MartletPlot
import MartletTestSupport
import Testing

/// Two rows of three features, two outputs.
func someExplanation() throws -> Explanation {
    try Explanation(
        values: Tensor([0.5, -1, 0.25, 2, 0, 0.125, -4, 1, 1, 1, -0.5, 8] as [Double], shape: [2, 3, 2]),
        baseValues: Tensor([0.5, -2]), data: Tensor([[1, 2.5, 3], [4, 5, 6]] as [[Float]]),
        featureNames: ["a", "b, c", "\"d\""], outputNames: ["no", "yes"])
}

@Suite struct ExplanationTests {
    @Test func sumsAreChecked() throws {
        let explanation = try someExplanation()
        #expect(explanation.outputs.array(of: Double.self) == [1.25, -0.875, -3, 8])
        try explanation.checkAdditivity(tolerance: 0)
        let wrong = try Explanation(
            values: explanation.values, baseValues: explanation.baseValues, data: explanation.data,
            outputs: explanation.outputs + 0.5, featureNames: explanation.featureNames,
            outputNames: explanation.outputNames)
        #expect(throws: ExplanationError.notAdditive(row: 0, output: "no", difference: -0.5, tolerance: 1e-8 * 1.75)) {
            try wrong.checkAdditivity()
        }
    }

    @Test func importanceOrdersFeatures() throws {
        let explanation = try someExplanation()
        #expect(try explanation.importance.array(of: Double.self) == [2.25, 1, 0.625, 1.5, 0.25, 4.0625])
        #expect(try explanation.order == [2, 0, 1])
    }

    @Test func partsFit() throws {
        let explanation = try someExplanation()
        let second = try explanation[1..<2]
        #expect(second.count == 1 && second.data.array(of: Float.self) == [4, 5, 6])
        try second.checkAdditivity()
        let yes = try explanation.output("yes")
        #expect(yes.values.shape == [2, 3, 1] && yes.outputNames == ["yes"])
        #expect(yes.values.array(of: Double.self) == [-1, 2, 0.125, 1, 1, 8])
        #expect(try yes == explanation.output(1))
        try yes.checkAdditivity()
    }

    @Test func comesBackFromJSON() throws {
        let explanation = try someExplanation()
        let folder = TemporaryFolder()
        try explanation.save(to: folder["shap.json"])
        let json = explanation.json
        #expect(try Explanation(contentsOf: folder["shap.json"]) == Explanation(json: json))
        #expect(json["values"]?[1]?[2]?[1] == 8.0 && json["data"]?[0]?[1] == 2.5)
        let restored = try Explanation(json: json)
        #expect(restored.values == explanation.values && restored.outputs == explanation.outputs)
        #expect(restored.featureNames == explanation.featureNames)
        for key in json.object?.keys ?? [] {
            for bad in [nil, 1, [], ["x"], [[1]]] as [JSON?] {
                var damaged = json
                damaged[key] = bad
                #expect(throws: ExplanationError.self) { try Explanation(json: damaged) }
            }
        }
    }

    @Test func isATable() throws {
        let folder = TemporaryFolder()
        try someExplanation().write(csv: folder["shap.csv"])
        let table = try CSV(path: folder["shap.csv"])
        #expect(table.rowCount == 12)
        let row = try table.columns.map { try #require($0.strings[4]) }
        #expect(row == ["0", "yes", "b, c", "2.5", "2", "0", "-2", "-0.875"])
    }

    /// What is missing is empty in tables and null in JSON, also of numbers.
    @Test func missingNumbers() throws {
        let explanation = try someExplanation().showing(
            data: Tensor([[1, .nan, 3], [4, 5, .nan]] as [[Float]]))
        #expect(explanation.json["data"] == [[1.0, .null, 3.0], [4.0, 5.0, .null]])
        #expect(try Explanation(json: explanation.json).data.isFinite.array(of: Bool.self).count { !$0 } == 2)
        let folder = TemporaryFolder()
        try explanation.write(csv: folder["shap.csv"])
        var format = CSV.Format()
        format.keepsGaps = true
        let data = try CSV(path: folder["shap.csv"], format: format)["data"]
        #expect(data.strings.prefix(3) == ["1", nil, "3"])
        #expect(try explanation.force(row: 0).steps.map(\.name).contains("b, c = missing"))
    }

    /// Rows keep the numbers that they have in the data they are of: in parts, JSON, tables and reports.
    @Test func rowsHaveNumbers() throws {
        let explanation = try someExplanation().showing(data: someExplanation().data, index: [17, 4])
        #expect(try explanation[1..<2].index == [4] && explanation.output(0).index == [17, 4])
        #expect(explanation.json["index"] == [17, 4])
        #expect(try Explanation(json: explanation.json).index == [17, 4] && someExplanation().index == [0, 1])
        let folder = TemporaryFolder()
        try explanation.write(csv: folder["shap.csv"])
        let rows = try CSV(path: folder["shap.csv"])["row"].strings
        #expect(rows == Array(repeating: "17", count: 6) + Array(repeating: "4", count: 6))
        let report = try explanation.report()
        #expect(report.contains(">Row 17<") && report.contains("<title>a, row 17: +0.5</title>"))
        #expect(throws: ExplanationError.self) {
            try explanation.showing(data: explanation.data, index: [1])
        }
    }
}
