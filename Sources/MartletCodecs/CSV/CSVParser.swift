/// Reads a table in one pass, or two when a column shows strings after numbers.
struct CSVParser {
    let format: CSV.Format

    /// More columns than this are taken for a file that is no CSV.
    static let maximumColumns = 1 << 20

    init(_ format: CSV.Format) { self.format = format }

    func parse(_ bytes: borrowing Span<UInt8>, path: String?) throws(CSVError) -> CSV {
        guard let delimiter = format.delimiter.asciiValue, !"\"\r\n".utf8.contains(delimiter) else {
            throw CSVError("the delimiter '\(format.delimiter)' must be one ASCII character, and no quote or line end")
        }
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        var scanner = CSVScanner(delimiter: delimiter, from: hasMark ? 3 : 0)
        let start = scanner
        guard scanner.startRow(bytes) else { throw CSVError("it is empty; there must be at least one row") }

        let (names, hasHeader) = try header(bytes, &scanner)
        let rows = hasHeader ? scanner : start
        let missing = MissingMarkers(format.missingMarkers)
        var columns = names.map { CSVColumnBuilder(name: $0, missing: missing) }
        let rowCount: Int
        do {
            rowCount = try read(bytes, rows, into: &columns)
            if columns.contains(where: \.needsSecondPass) {
                for index in columns.indices { columns[index].startSecondPass() }
                _ = try read(bytes, rows, into: &columns)
            }
        } catch var error {
            if hasHeader, let column = error.column { error.columnName = names[column - 1] }
            throw error
        }
        guard rowCount > 0 else { throw CSVError("it has a header but no rows; there must be at least one") }
        return CSV(
            columns: columns.map { $0.finish() }, rowCount: rowCount, hasHeader: hasHeader,
            delimiter: format.delimiter, path: path)
    }

    /// The columns' names, and whether they are the first row; then `scanner` stands behind it.
    private func header(
        _ bytes: borrowing Span<UInt8>, _ scanner: inout CSVScanner
    ) throws(CSVError) -> (names: [String], isHeader: Bool) {
        let line = scanner.line
        var names: [String] = []
        var hasNumber = false
        var field: CSVScanner.Field
        repeat {
            field = try scanner.next(bytes)
            guard names.count < Self.maximumColumns else {
                throw CSVError(line: line, "more than \(Self.maximumColumns) columns; check the delimiter")
            }
            hasNumber = hasNumber || DecimalNumber.read(bytes, field.range) != nil
            names.append(try field.string(bytes))
        } while !field.endsRow

        let isHeader = format.header == .present || (format.header == .automatic && !hasNumber)
        for index in names.indices where !isHeader || names[index].isEmpty { names[index] = String(index) }
        var seen: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            if let other = seen.updateValue(index, forKey: name) {
                throw CSVError(
                    line: line, column: index + 1, columnName: name,
                    "column \(other + 1) has the same name; names must be unique")
            }
        }
        return (names, isHeader)
    }

    /// Appends every row's fields to the columns; returns the number of rows.
    private func read(
        _ bytes: borrowing Span<UInt8>, _ start: CSVScanner, into columns: inout [CSVColumnBuilder]
    ) throws(CSVError) -> Int {
        var scanner = start
        var rowCount = 0
        let width = columns.count
        while scanner.startRow(bytes) {
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
