/// Reads a table in one pass, or two when a column shows strings after numbers.
struct CSVParser {
    let format: CSV.Format

    /// More columns than this are taken for a file that is no CSV.
    static let maximumColumns = 1 << 20

    init(_ format: CSV.Format) { self.format = format }

    /// - Parameter kinds: what the fields of columns must be, by their positions.
    /// - Throws: `CSVError`; what `kinds` throws.
    func parse(
        _ bytes: borrowing Span<UInt8>, path: String?, kinds: (CSVHeader) throws -> [Int: CSV.Kind]
    ) throws -> CSV {
        var scanner = CSVScanner(delimiter: try delimiter(), from: Self.hasMark(bytes) ? 3 : 0)
        let header = try header(bytes, &scanner, path: path)
        var builders = builders(header)
        for (index, kind) in try kinds(header) { builders[index] = builders[index].with(kind) }
        let (columns, rowCount) = try rows(bytes, scanner, header, builders)
        guard rowCount > 0 else { throw Self.noRows }
        return CSV(
            columns: columns, rowCount: rowCount, hasHeader: header.isPresent, delimiter: format.delimiter, path: path)
    }

    static let noRows = CSVError("it has a header but no rows; there must be at least one")

    /// Whether UTF-8's mark stands before the text.
    static func hasMark(_ bytes: borrowing Span<UInt8>) -> Bool {
        bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    }

    /// What separates fields.
    func delimiter() throws(CSVError) -> UInt8 {
        guard let delimiter = format.delimiter.asciiValue, !"\"\r\n".utf8.contains(delimiter) else {
            throw CSVError("the delimiter '\(format.delimiter)' must be one ASCII character, and no quote or line end")
        }
        return delimiter
    }

    /// Collectors for columns of which nothing is known.
    func builders(_ header: CSVHeader) -> [CSVColumnBuilder] {
        let missing = MissingMarkers(format.missingMarkers)
        return header.names.map { CSVColumnBuilder(name: $0, missing: missing, keepsGaps: format.keepsGaps) }
    }

    /// The columns' names. Then `scanner` stands before the first row below them.
    func header(
        _ bytes: borrowing Span<UInt8>, _ scanner: inout CSVScanner, path: String?
    ) throws(CSVError) -> CSVHeader {
        let start = scanner
        guard scanner.startRow(bytes) else { throw CSVError("it is empty; there must be at least one row") }
        let line = scanner.line
        var first = CSVFirstLine()
        var field: CSVScanner.Field
        repeat {
            field = try scanner.next(bytes)
            guard first.count < Self.maximumColumns else {
                throw CSVError(line: line, "more than \(Self.maximumColumns) columns; check the delimiter")
            }
            first.append(try field.string(bytes), DecimalNumber.read(bytes, field.range))
        } while !field.endsRow

        let firstText = first.texts[0]
        let isHeader =
            switch format.header {
            case .present: true
            case .absent: false
            case .automatic:
                first.holds(format.expectedNames)
                    || first.namesColumns(of: CSVSample(bytes, scanner, below: first, format))
            }
        var names = first.texts
        for index in names.indices where !isHeader || names[index].isEmpty {
            // `0,1,2` may follow a name that is left out, as that of pandas's index.
            names[index] = isHeader && names.contains(String(index)) ? "_\(index)" : String(index)
        }
        var seen: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            if let other = seen.updateValue(index, forKey: name) {
                throw CSVError(
                    line: line, column: index + 1, columnName: name,
                    "column \(other + 1) has the same name; names must be unique"
                        + (first.numbers.contains { $0 != nil } ? ", or the header absent if this line is a row" : ""))
            }
        }
        if !isHeader { scanner = start }
        return CSVHeader(
            names: names, isPresent: isHeader, delimiter: format.delimiter, firstText: firstText, path: path)
    }

    /// The rows from `scanner` to the end, collected by copies of `builders`.
    func rows(
        _ bytes: borrowing Span<UInt8>, _ scanner: CSVScanner, _ header: CSVHeader, _ builders: [CSVColumnBuilder]
    ) throws(CSVError) -> (columns: [CSV.Column], count: Int) {
        var columns = builders
        do {
            let count = try read(bytes, scanner, into: &columns)
            if columns.contains(where: \.needsSecondPass) {
                for index in columns.indices { columns[index].startSecondPass() }
                _ = try read(bytes, scanner, into: &columns)
            }
            return (columns.map { $0.finish() }, count)
        } catch var error {
            if header.isPresent, let column = error.column { error.columnName = header.names[column - 1] }
            throw error
        }
    }

    /// Appends every row's fields to the columns; returns the number of rows.
    private func read(
        _ bytes: borrowing Span<UInt8>, _ start: CSVScanner, into columns: inout [CSVColumnBuilder]
    ) throws(CSVError) -> Int {
        var scanner = start
        var rowCount = 0
        let width = columns.count
        var asked = scanner.at
        while scanner.startRow(bytes) {
            if scanner.at - asked >= 1 << 20 {
                // For what many columns and texts take in small amounts.
                try CSVError.requireRoom(1 << 24, line: scanner.line)
                asked = scanner.at
            }
            var column = 0
            while true {
                let field = try scanner.next(bytes)
                if column < width { try columns[column].append(bytes, field, column: column) }
                column += 1
                if field.endsRow {
                    guard column == width else {
                        throw CSVError(
                            line: field.line,
                            """
                            \(column) \(column == 1 ? "field" : "fields") where the rows before have \(width); give each row \
                            as many, with '\(format.delimiter)' between fields and quotes around a field that contains it
                            """)
                    }
                    break
                }
            }
            rowCount += 1
        }
        return rowCount
    }
}
