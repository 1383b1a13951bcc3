import CMartletTestSupport
import Glibc
import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct CSVReaderTests {
    private let folder = TemporaryFolder()

    private func write(_ text: String) throws -> String {
        try AtomicFile.write(text, to: folder["table.csv"])
        return folder["table.csv"]
    }

    private func reader(_ path: String, blockBytes: Int = 1 << 20, limit: Int = 1 << 20) throws -> CSV.Reader {
        try CSV.Reader(path: path, format: .init(), maximumRowBytes: limit, blockBytes: blockBytes)
    }

    /// Cuts at every place in fields, quotes and CRLF are met by blocks of few bytes.
    @Test(arguments: [
        "a,b\r\n1,x\r\n2,y\r\n\r\n3,z\r\n4,x", "a,b\n1,x\n2,y\n", "a,b\r1,x\r2,y\r\r",
        "\u{FEFF}a,b\n\n1,x\n  \n2,y\n\n",
        " a , b \n 1 ,\tx\n2, y   \n   \n \t3 , z",
        "\"a\"\"b\",\"c,d\"\r\n\"1.5\",\"x \"\"y\"\"\"\r\n2,\"two\r\nlines\"\r\n",
        "1,x\n2,y\n3,z\n", "1\n2\n\n\n3", "a,b\r\n1,\"\r\n\"\r\n2,\"\"\"\"\r\n3,\"\r\r\n\n\"\r\n", "\n\n 7 \n8",
    ])
    func piecesMakeTheWhole(_ text: String) throws {
        let path = try write(text)
        let whole = try CSV(path: path)
        for blockBytes in [1, 2, 3, 4, 5, 7, 11, 1000] {
            for rows in [1, 2, 3, 100] {
                let reader = try reader(path, blockBytes: blockBytes)
                #expect(reader.columnNames == whole.columns.map(\.name))
                #expect(reader.hasHeader == whole.hasHeader)
                let pieces = try reader.pieces(like: whole, rows: rows)
                #expect(pieces.dropLast().allSatisfy { $0.rowCount == rows })
                #expect(pieces.map(\.rowOffset) == Array(stride(from: 0, to: whole.rowCount, by: rows)))
                #expect(fields(pieces) == fields([whole]))
                #expect(try reader.next(rows: rows) == nil)
            }
        }
    }

    @Test(arguments: [
        "", "\n \r\n", "a,b\n", "a,b\r\n\r\n", "a,b,a\n1,2,3", "a,b\n1,2\n3,\n", "a,b\n1,2\n\n,4\n",
        "a,b\n1,x\n2,\"\"\n",
        "a,b\n1,NA\n", "a,b\n\"x\ny\",1\nz,nan", "a,b\n1,2\n3\n4,5\n", "a,b\r\n1,2\r\n3,4,5,6\r\n7,8",
        "a,b\n\"1\n2\",2\n3\n",
        "a,b\n1,2\n3,\"x\n2,3\n", "a,b\n1,\"x\"y\n2,3\n", "a,b\n,\"x\"y\n2,3\n", "\"a\"b\n1\n", "\"a\n1\n",
    ])
    func errorsAreThoseOfTheWhole(_ text: String) throws {
        let path = try write(text)
        let expected = #expect(throws: CSVError.self) { try CSV(path: path) }
        #expect(expected?.path == path)
        for blockBytes in [1, 2, 3, 5, 1000] {
            for rows in [1, 2, 100] {
                let error = #expect(throws: CSVError.self) {
                    let reader = try reader(path, blockBytes: blockBytes)
                    while try reader.next(rows: rows) != nil {}
                }
                #expect(error == expected)
            }
        }
    }

    @Test func columnsAreOfTheKindThatWasTold() throws {
        let reader = try reader(write("n,code,class\n1,01,b\n2,1,a\n3.5,1,b\n"))
        try reader.expect(.numbers, in: "n")
        try reader.expect(.strings, in: 1)
        try reader.expect(.categories(["b", "unused", "a"]), in: -1)
        let table = try #require(try reader.next(rows: 2))
        guard case .numbers(let numbers, areIntegers: true) = table.columns[0].values,
            case .strings(let codes, let categories) = table.columns[1].values,
            case .strings(let classes, let names) = table.columns[2].values
        else {
            Issue.record("columns of other kinds")
            return
        }
        #expect(numbers == [1, 2])
        #expect(codes.map { categories[Int($0)] } == ["01", "1"])
        #expect(classes == [0, 2])
        #expect(names == ["b", "unused", "a"])
        #expect(throws: CSVError.self) { try table.numbers(1) }
    }

    @Test(
        arguments: [
            (
                "n\n1\n2\n\nx\n", .numbers, 5,
                "'x' is not a number; correct it, write the whole column as numbers or remove the column"
            ),
            (
                "n\n1\n2\n7\n", .integers(0...6), 4,
                "'7' is not a whole number from 0 to 6; correct it or remove the row"
            ),
            (
                "n\n1\n2.0\n", .integers(0...6), 3,
                "'2.0' is not a whole number from 0 to 6; correct it or remove the row"
            ),
            ("n\n1\nx\n", .integers(0...6), 3, "'x' is not a whole number from 0 to 6; correct it or remove the row"),
            (
                "n\n\"a\"\n\"b\n\"\nc", .categories(["a", "b\n"]), 5,
                "'c' is none of 'a', 'b\n'; add it to them or remove the row"
            ),
            ("n\na\nNA\n", .categories(["a", "b"]), 3, "the value is missing ('NA'); fill it in or remove the row"),
            ("n\na\n\n\"\"\n", .strings, 4, "the value is missing; fill it in or remove the row"),
        ] as [(String, CSV.Kind, Int, String)])
    func otherKindsAreRefusedWithTheirLine(_ text: String, _ kind: CSV.Kind, _ line: Int, _ reason: String) throws {
        for rows in [1, 2, 100] {
            let reader = try CSV.Reader(
                path: write(text), format: .init(header: .present), maximumRowBytes: 100, blockBytes: 4)
            try reader.expect(kind, in: "n")
            let error = #expect(throws: CSVError.self) { while try reader.next(rows: rows) != nil {} }
            #expect(error?.line == line)
            #expect(error?.column == 1)
            #expect(error?.columnName == "n")
            #expect(error?.reason == reason)
        }
    }

    @Test func refusesWhatCannotBeExpected() throws {
        let reader = try reader(write("x,y\n1,a\n"))
        #expect(
            (#expect(throws: CSVError.self) { try reader.expect(.numbers, in: "z") })?.reason.contains("'y'") == true)
        #expect(throws: CSVError.self) { try reader.expect(.categories([]), in: "y") }
        #expect(throws: CSVError.self) { try reader.expect(.categories(["a", "b", "a"]), in: "y") }
        #expect(throws: FileError.self) { try CSV.Reader(path: folder["absent"]) }
        #expect(throws: CSVError.self) { try CSV.Reader(path: folder["table.csv"], format: .init(delimiter: "é")) }
    }

    @Test func numbersBeyondFloat32AreNamedByTheirRowInTheFile() throws {
        let reader = try reader(write("a\n1\n2\n1e300"))
        _ = try reader.next(rows: 2)
        let table = try #require(try reader.next(rows: 2))
        let error = #expect(throws: CSVError.self) { try table.matrix(columns: [0]) }
        #expect(error?.reason == "1e+300 in row 3 is too large for float32; rescale the column or remove the row")
    }

    @Test func filesWhoseLengthChangesAreRefused() throws {
        let text = "a,b\n" + String(repeating: "1,2\n", count: 100)
        for change: (String) -> Void in [
            { truncate($0, 200) },
            { path in
                let file = fopen(path, "a")
                fputs("3,4\n", file)
                fclose(file)
            },
        ] {
            let path = try write(text)
            let reader = try CSV.Reader(
                path: path, format: .init(header: .present), maximumRowBytes: 1 << 20, blockBytes: 64)
            _ = try reader.next(rows: 10)
            change(path)
            let error = #expect(throws: FileError.self) { while try reader.next(rows: 10) != nil {} }
            #expect(error?.advice == "give a complete file that nobody is writing to")
            #expect(throws: FileError.self) { try reader.next(rows: 10) }
        }
    }

    @Test func rowsAreBounded() throws {
        let row = String(repeating: "9", count: 98)
        for end in ["\n", "\r\n", ""] {
            for blockBytes in [1, 7, 64, 1000] {
                let fits = try reader(write("1,2\n\(row),3\(end)"), blockBytes: blockBytes, limit: 100)
                #expect(try fits.pieces(rows: 5).reduce(0) { $0 + $1.rowCount } == 2)
            }
        }
        // Rows that do not fit together come one by one.
        let several = try reader(write("a,b\n" + String(repeating: "\(row),3\n", count: 5)), limit: 100)
        #expect(try several.pieces(rows: 5).map(\.rowCount) == [1, 1, 1, 1, 1])

        let endless = try reader(write("a,b\n1,2\n\n3,\"" + String(repeating: "4\n", count: 100)), limit: 100)
        _ = try endless.next(rows: 1)
        let error = #expect(throws: CSVError.self) { try endless.next(rows: 1) }
        #expect(error?.line == 4)
        #expect(
            error?.reason == "the row that begins here has more than 100 bytes; close its quotes, or allow more")
    }

    /// Files of 200 MB, and of 64 GB without a line's end, are read in little memory.
    @Test(.enabled(if: mk_counts_allocations(), "a sanitizer keeps freed memory for a while"))
    func memoryIsBounded() async throws {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            let rows = (0..<20_000).map { "\($0),\($0).25,-\($0)e-3,\"class \($0 % 7)\"\n" }.joined()
            let repeats = 200_000_000 / rows.utf8.count + 1
            let file = fopen(folder["long"], "w")
            fputs("a,b,c,d\n", file)
            for _ in 0..<repeats { fputs(rows, file) }
            fclose(file)
            fclose(fopen(folder["wide"], "w"))
            #expect(truncate(folder["wide"], 1 << 36) == 0)

            let before = residentBytes()
            var most = before
            var rowCount = 0
            let reader = try CSV.Reader(path: folder["long"])
            while let table = try reader.next(rows: 1024) {
                rowCount += table.rowCount
                most = max(most, residentBytes())
            }
            #expect(rowCount == repeats * 20_000)
            #expect(throws: CSVError.self) { try CSV.Reader(path: folder["wide"]) }
            most = max(most, residentBytes())
            #expect(before > 0)
            #expect(most - before < 64 << 20)
        }
    }
}

extension CSV.Reader {
    /// The rest of the file, with columns of the same kinds as those of `whole`.
    func pieces(like whole: CSV? = nil, rows: Int) throws -> [CSV] {
        for (index, column) in (whole?.columns ?? []).enumerated() {
            if case .strings = column.values {
                try expect(.strings, in: .index(index))
            } else {
                try expect(.numbers, in: .index(index))
            }
        }
        var pieces: [CSV] = []
        while let piece = try next(rows: rows) { pieces.append(piece) }
        return pieces
    }
}

/// What is in the columns of pieces together.
func fields(_ pieces: [CSV]) -> [[String]] {
    (pieces.first?.columns.indices ?? 0..<0).map { index in
        pieces.flatMap { piece in
            switch piece.columns[index].values {
            case .numbers(let numbers, _): numbers.map { "number \($0)" }
            case .strings(let codes, let categories): codes.map { "string \(categories[Int($0)])" }
            }
        }
    }
}

/// The memory that this process occupies now.
private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 64)
    fgets(&text, 64, file)
    let pages = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self).split(separator: " ")
    return Int(pages[1])! * Int(getpagesize())
}
