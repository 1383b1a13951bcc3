import MartletCodecs
import MartletDatasets
import MartletNumerics
import Testing

@Suite struct CSVClassesTests {
    private func table(_ text: String) throws -> CSV {
        try CSV(bytes: Array(text.utf8), format: CSV.Format(keepsGaps: true))
    }

    @Test func wordsAndWholeNumbersAreClasses() throws {
        let table = try table("size,kind,code\n1,b,2\n,a,0\n3,b,1\n")
        let (labels, names) = try table.classes(of: "kind")
        #expect(labels == Tensor([1, 0, 1] as [Int32]) && names == ["a", "b"])
        #expect(try table.classes(of: "code").labels == Tensor([2, 0, 1] as [Int32]))
        #expect(try table.classes(of: "code").names == ["0", "1", "2"])
        let gap = #expect(throws: CSVError.self) { try table.classes(of: "size") }
        #expect(gap?.description.contains("row 2 is missing") == true)
        #expect(throws: CSVError.self) { try table.classes(of: "colour") }
    }

    @Test func partsKeepProportionsAndNames() throws {
        let rows = (0..<40).map { "\($0),\($0.isMultiple(of: 4) ? "rare" : "common")" }
        let table = try table("id,kind\n" + rows.joined(separator: "\n") + "\n")
        let (train, test) = try table.split(testFraction: 0.2, seed: 3, stratify: "kind")
        #expect(test.rowCount == 8 && train.rowCount == 32)
        #expect(try test["kind"].strings.filter { $0 == "rare" }.count == 2)
        #expect(try train.classes(of: "kind").names == test.classes(of: "kind").names)
        let ids = try (train.numbers(0) + test.numbers(0)).sorted()
        #expect(ids == (0..<40).map(Double.init))
        let data = try LabeledData(table, label: "kind").split(testFraction: 0.2, seed: 3)
        #expect(try data.test.features.flattened().array(of: Double.self) == test.numbers(0))
        #expect(throws: TensorError.self) { try table.split(testFraction: 1) }
    }
}
