import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct CSVWritingTests {
    private let folder = TemporaryFolder()

    private func text(_ name: String) throws -> String {
        String(decoding: try FileReader.contents(of: folder[name], limit: 1 << 20), as: UTF8.self)
    }

    @Test func fieldsAreQuotedWhereTheyMust() throws {
        let rows = [["a,b", "say \"hi\"", "two\nlines"], [" edge", "plain", ""], ["é", "'", "-1.5"]]
        try CSV.write(header: ["x", "y;z", "a,"], rows: rows, to: folder["a.csv"])
        #expect(
            try text("a.csv") == #"""
                x,y;z,"a,"
                "a,b","say ""hi""","two
                lines"
                " edge",plain,
                é,',-1.5

                """#)
        try CSV.write(header: nil, rows: [["a;b", "c,d"]], delimiter: ";", to: folder["b.csv"])
        #expect(try text("b.csv") == "\"a;b\";c,d\n")
        try CSV.write(header: nil, rows: [[""], ["x"]], to: folder["c.csv"])
        #expect(try text("c.csv") == "\"\"\nx\n")
    }

    @Test func tablesComeBack() throws {
        let text = "length,kind,note\n1,\"a, b\",x\n2.5,c,\n,c,y\n"
        let table = try CSV(bytes: Array(text.utf8), format: CSV.Format(keepsGaps: true))
        try table.write(to: folder["t.csv"])
        #expect(try self.text("t.csv") == text)
        let part = try table.rows([2, 0])
        #expect(part.rowCount == 2)
        #expect(try part["note"].strings == ["y", "x"] && part["length"].strings == [nil, "1"])
        #expect(try part["length"].isMissing == [true, false] && table["note"].gaps.missingCount == 1)
        #expect(try part["note"].gaps.missingCount == 0 && table["kind"].strings == ["a, b", "c", "c"])
        #expect(
            "\(table.columns)" == "[length: numbers in 3 rows, 1 missing, kind: 2 different words in 3 rows, "
                + "note: 2 different words in 3 rows, 1 missing]")
    }

    @Test func matricesAreWritten() throws {
        let x = try Tensor([[0.1, 2], [.nan, -1e30]] as [[Float]])
        try CSV.write(x, header: ["a", "b"], to: folder["m.csv"])
        #expect(try text("m.csv") == "a,b\n0.1,2\n,-1e+30\n")
        try CSV.write(Tensor([3, 4]), to: folder["v.csv"])
        #expect(try text("v.csv") == "3\n4\n")
    }

    /// An error leaves the old file.
    @Test func mistakesThrow() throws {
        try CSV.write(header: ["a"], rows: [["1"]], to: folder["kept.csv"])
        let ragged = #expect(throws: CSVError.self) {
            try CSV.write(header: ["a", "b"], rows: [["1", "2"], ["3"]], to: folder["kept.csv"])
        }
        #expect(ragged?.description.contains("row 2 has 1 fields") == true)
        #expect(throws: CSVError.self) {
            try CSV.write(header: nil, rows: [["1"]], delimiter: "\"", to: folder["kept.csv"])
        }
        #expect(throws: CSVError.self) { try CSV.write(Tensor.ones([2, 2]), header: ["a"], to: folder["kept.csv"]) }
        #expect(throws: CSVError.self) { try CSV.write(Tensor(1), to: folder["kept.csv"]) }
        #expect(throws: FileError.self) { try CSV.write(header: nil, rows: [["1"]], to: folder["no/folder.csv"]) }
        #expect(try text("kept.csv") == "a\n1\n")
        let table = try CSV(path: folder["kept.csv"])
        #expect(throws: CSVError.self) { try table.rows([1]) }
        #expect(throws: CSVError.self) { try table.rows([-1]) }
        #expect(throws: CSVError.self) { try table["b"] }
    }
}
