import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct CSVTests {
    private func read(_ text: String, _ format: CSV.Format = .init()) throws(CSVError) -> CSV {
        try CSV(bytes: Array(text.utf8), format: format)
    }

    private func failure(_ text: String, _ format: CSV.Format = .init()) -> CSVError? {
        #expect(throws: CSVError.self) { _ = try read(text, format) }
    }

    private func strings(_ column: CSV.Column) -> [String]? {
        guard case .strings(let codes, let categories) = column.values else { return nil }
        return codes.map { categories[Int($0)] }
    }

    @Test func readsNumbersAndStrings() throws {
        let csv = try read("length,width,species\n5.1,3,setosa\n-0.5e1,+2,virginica\n.5,1,setosa\n")
        #expect(csv.rowCount == 3)
        #expect(csv.hasHeader)
        #expect(csv.columns.map(\.name) == ["length", "width", "species"])
        #expect(try csv.numbers(0) == [5.1, -5, 0.5])
        guard case .numbers(_, areIntegers: false) = csv.columns[0].values,
            case .numbers(let widths, areIntegers: true) = csv.columns[1].values,
            case .strings(let codes, let categories) = csv.columns[2].values
        else {
            Issue.record("columns of other types")
            return
        }
        #expect(widths == [3, 2, 1])
        #expect(codes == [0, 1, 0])
        #expect(categories == ["setosa", "virginica"])
        #expect(try csv.matrix(columns: [1, 0]) == Tensor([[3, 5.1], [2, -5], [1, 0.5]] as [[Float]]))
    }

    @Test(arguments: [
        "a,b\r\n1,x\r\n2,y\r\n", "a,b\n1,x\n2,y", "a,b\r1,x\r2,y\r", "\u{FEFF}a,b\n\n1,x\n  \n2,y\n\n",
        " a , b \n 1 ,\tx\n2, y ",
    ])
    func lineEndsBlanksAndSpacesDoNotMatter(_ text: String) throws {
        let csv = try read(text)
        #expect(csv.columns.map(\.name) == ["a", "b"])
        #expect(try csv.numbers(0) == [1, 2])
        #expect(strings(csv.columns[1]) == ["x", "y"])
    }

    @Test func readsQuotedFields() throws {
        let csv = try read("\"a\"\"b\",\"c,d\"\n\"1.5\",\"x \"\"y\"\"\"\n2,\"two\nlines\"\n3, \" spaced \" \n")
        #expect(csv.columns.map(\.name) == ["a\"b", "c,d"])
        #expect(try csv.numbers(0) == [1.5, 2, 3])
        #expect(strings(csv.columns[1]) == ["x \"y\"", "two\nlines", " spaced "])
    }

    @Test func decidesOnTheHeader() throws {
        #expect(try read("1,2\n3,4").columns.map(\.name) == ["0", "1"])
        #expect(try read("1,2\n3,4").rowCount == 2)
        #expect(try read("5.1,setosa\n4,virginica").hasHeader == false)
        #expect(try read("1,2\n3,4", .init(header: .present)).columns.map(\.name) == ["1", "2"])
        #expect(try read("a,b\nc,d", .init(header: .absent)).rowCount == 2)
        #expect(try read(",b\n1,2").columns.map(\.name) == ["0", "b"])
    }

    @Test func takesOtherDelimiters() throws {
        #expect(try read("a;b\n1;2", .init(delimiter: ";")).columns.count == 2)
        #expect(try read("a\tb\n1\t2", .init(delimiter: "\t")).columns.count == 2)
        #expect(try read("a b\n1 2", .init(delimiter: " ")).columns.count == 2)
        for delimiter: Character in ["\"", "\n", "\r", "é", "\r\n"] {
            #expect(
                failure("a\n1", .init(delimiter: delimiter))?.reason.contains("must be one ASCII character") == true)
        }
    }

    @Test func aStringAfterNumbersMakesAColumnOfStrings() throws {
        let csv = try read("a,b,c\n1,1.50,x\n2,7,y\nthree,8,x\n4,9,z\n")
        #expect(strings(csv.columns[0]) == ["1", "2", "three", "4"])
        #expect(try csv.numbers(1) == [1.5, 7, 8, 9])
        #expect(strings(csv.columns[2]) == ["x", "y", "x", "z"])
        let error = #expect(throws: CSVError.self) { try csv.matrix(columns: [1, 0]) }
        #expect(
            error?.description == """
                CSV, line 4, column 1 ('a'): 'three' is not a number; correct it, write the whole column as numbers or \
                remove the column
                """)
        func refusal(_ field: String) throws -> String? {
            let csv = try read("a,b\n1,2\n\(field),3\n")
            return #expect(throws: CSVError.self) { try csv.numbers(0) }?.reason
        }
        #expect(try refusal("inf") == "'inf' is not a finite number; replace it by one or remove the row")
        #expect(try refusal("0x1F")?.hasPrefix("'0x1F' is not a number; correct it") == true)
        #expect(try refusal("\"1,5\"") == "'1,5' is not a number; write decimals with a point")
    }

    @Test func noticesAnotherDelimiter() throws {
        let semicolons = try #require(try read("a;b\n1;2").wrongDelimiter)
        #expect(semicolons.reason.hasSuffix("seem to be separated by ';'; they must be by ','"))
        #expect(try read("1\t2\n3\t4").wrongDelimiter?.reason.contains("by tabs") == true)
        #expect(try read("a,b\n1,2", .init(delimiter: ";")).wrongDelimiter?.reason.contains("must be by ';'") == true)
        #expect(try read("petal length\n1").wrongDelimiter == nil)
        #expect(try read("a,b;c\n1,2").wrongDelimiter == nil)
    }

    @Test func categoriesAreSortedByCodePoints() throws {
        let csv = try read("name\nb\nÄ\nB\na\n10\n9", .init(header: .present))
        guard case .strings(let codes, let categories) = csv.columns[0].values else {
            Issue.record("a column of another type")
            return
        }
        #expect(categories == ["10", "9", "B", "a", "b", "Ä"])
        #expect(codes == [4, 5, 2, 3, 0, 1])
    }

    @Test func manyDistinctStrings() throws {
        let words = (0..<5000).map { "w\($0 * 7919 % 5000)" }
        let csv = try read("a\n" + words.joined(separator: "\n"))
        #expect(strings(csv.columns[0]) == words)
    }

    @Test(arguments: [
        ("a,b\n1,2\n3,\n", 3, 2, "b"), ("a,b\n1,2\n\n,4\n", 4, 1, "a"), ("a,b\n1,NA\n", 2, 2, "b"),
        ("a,b\n1,x\n2,\"\"\n", 3, 2, "b"), ("a,b\n1,x\n2,?\n", 3, 2, "b"), ("a,b\n\"x\ny\",1\nz,nan", 4, 2, "b"),
    ])
    func refusesMissingValues(_ text: String, _ line: Int, _ column: Int, _ name: String) {
        let error = failure(text)
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.columnName == name)
        #expect(error?.reason.hasPrefix("the value is missing") == true)
    }

    @Test func missingMarkersCanBeChanged() throws {
        let csv = try read("country,n\nNA,1\nDE,2", .init(missingMarkers: []))
        #expect(strings(csv.columns[0]) == ["NA", "DE"])
        #expect(failure("a\n1\n-9999.0", .init(missingMarkers: ["-9999"]))?.line == 3)
    }

    private static let remedy =
        "give each row as many, with ',' between fields and quotes around a field that contains it"

    @Test(arguments: [
        ("a,b\n1,2\n3\n", 3, "1 field where the rows before have 2; \(Self.remedy)"),
        ("a,b\n1,2\n3,4,5,6\n7,8", 3, "4 fields where the rows before have 2; \(Self.remedy)"),
        ("a,b\n\"1\n2\",2\n3\n", 4, "1 field where the rows before have 2; \(Self.remedy)"),
        ("a,b\n1,\"x\n2,3\n", 2, "the quoted field that begins here has no closing quote"),
        ("a,b\n1,\"x\"y\n", 2, "text after a closing quote; double the quotes inside a quoted field"),
    ])
    func refusesOtherShapes(_ text: String, _ line: Int, _ reason: String) {
        #expect(failure(text)?.line == line)
        #expect(failure(text)?.reason == reason)
    }

    @Test func refusesWhatIsNoTable() throws {
        #expect(failure("")?.reason == "it is empty; there must be at least one row")
        #expect(failure("\n \r\n")?.reason == "it is empty; there must be at least one row")
        #expect(failure("a,b\n")?.reason == "it has a header but no rows; there must be at least one")
        #expect(failure("a,b,a\n1,2,3")?.reason == "column 1 has the same name; names must be unique")
        #expect(throws: CSVError.self) { try CSV(bytes: [0x61, 0x0A, 0xFF, 0xFE]) }
        #expect(failure(String(repeating: ",", count: 1 << 21))?.reason.contains("check the delimiter") == true)
    }

    @Test func numbersBeyondFloat32AreNamed() throws {
        let csv = try read("a\n1\n1e300")
        let error = #expect(throws: CSVError.self) { try csv.matrix(columns: [0]) }
        #expect(error?.reason == "1e+300 in row 2 is too large for float32; rescale the column or remove the row")
        #expect(strings(try read("a\n1e999").columns[0]) == ["1e999"])
    }

    @Test func selectsColumns() throws {
        let csv = try read("x,y,z\n1,2,3")
        #expect(try csv.index(of: "y") == 1)
        #expect(try csv.index(of: 2) == 2)
        #expect(try csv.index(of: -1) == 2)
        #expect(try csv.index(of: "0") == 0)
        let error = #expect(throws: CSVError.self) { _ = try csv.index(of: "w") }
        #expect(
            error?.reason
                == "no column is called 'w'; there are 3: 'x', 'y', 'z'; or a number says which, from 0 to 2, or "
                + "from the last, -1 to -3")
        #expect(try csv.indices(of: ["z", "0"]) == [2, 0])
        let several = #expect(throws: CSVError.self) { _ = try csv.indices(of: ["v", "y", "w"]) }
        #expect(several?.reason.hasPrefix("no column is called 'v' or 'w'; ") == true)
        #expect(throws: CSVError.self) { try csv.index(of: 3) }
        #expect(throws: CSVError.self) { try csv.index(of: .index(.min)) }
    }

    @Test func namesTheFile() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write("a\nx\n", to: folder["f"])
        let csv = try CSV(path: folder["f"])
        #expect(throws: CSVError.self) { try csv.matrix(columns: [0]) }
        #expect((#expect(throws: CSVError.self) { try csv.numbers(0) })?.path == folder["f"])
        #expect(throws: FileError.self) { try CSV(path: folder["absent"]) }
        #expect(throws: FileError.self) { try CSV(path: folder["f"], maximumBytes: 3) }
    }

    @Test func numbersAreRoundedCorrectly() throws {
        // Halfway cases, many digits and the limits of the fast path.
        let texts = [
            "9007199254740993", "9007199254740992.5", "1e22", "1e23", "123456789012345678", "1234567890123456789012",
            "0.1", "2.2250738585072011e-308", "4.9e-324", "1.7976931348623157e308", "5e-325",
            "0.000000000000000000000000001",
            "8.5e-23", "72057594037927937", "-18446744073709551617", "3.14159265358979323846264338327950288",
        ]
        let csv = try read("a\n" + texts.joined(separator: "\n"))
        #expect(try csv.columns[0].doubles == texts.map { try #require(Double($0)) })
    }
}

extension CSV.Column {
    fileprivate var doubles: [Double]? {
        if case .numbers(let numbers, _) = values { numbers } else { nil }
    }
}
