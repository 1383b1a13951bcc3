extension CSV {
    /// Reads a file too large for memory: tables of some rows each, one after the other.
    ///
    /// All pieces together hold what `CSV(path:)` reads, with the same errors, except that the kind of a column is
    /// decided for each piece unless it was told. No more is in memory than a piece, some blocks of the file, and a row
    /// of `maximumRowBytes`.
    ///
    /// ```swift
    /// let reader = try CSV.Reader(path: "flowers.csv")
    /// try reader.expect(.strings, in: "species")
    /// while let table = try reader.next(rows: 1024) { print(table.rowCount) }
    /// ```
    public final class Reader {
        /// The columns' names and whether they stand in the file.
        package let header: CSVHeader

        private let parser: CSVParser
        private var window: CSVRowWindow
        private var builders: [CSVColumnBuilder]
        /// Rows that were given out.
        private var rowCount = 0

        /// Opens the file at `path` and reads its header.
        ///
        /// - Throws: `FileError`; `CSVError` for what is no header, or a first row beyond `maximumRowBytes`.
        public convenience init(path: String, format: Format = Format(), maximumRowBytes: Int = 16 << 20) throws {
            try self.init(path: path, format: format, maximumRowBytes: maximumRowBytes, blockBytes: 1 << 20)
        }

        /// - Parameter blockBytes: how much is read at a time.
        package init(path: String, format: Format, maximumRowBytes: Int, blockBytes: Int) throws {
            parser = CSVParser(format)
            do {
                window = try CSVRowWindow(
                    path, delimiter: parser.delimiter(), maximumRowBytes: maximumRowBytes, blockBytes: blockBytes)
                let rows = format.header == .automatic ? CSVSample.maximumRows : 0
                let (end, _) = try window.gather(1 + rows)
                var scanner = window.start
                let bytes = window.bytes
                header = try parser.header(bytes.span.extracting(..<end.at), &scanner, path: path)
                builders = parser.builders(header)
                window.drop(to: scanner)
            } catch var error as CSVError {
                error.path = path
                throw error
            }
        }

        /// The columns' names from left to right; their positions from 0 when the first line doesn't name them.
        public var columnNames: [String] { header.names }
        /// Whether the first line named the columns.
        public var hasHeader: Bool { header.isPresent }

        /// The position of the column that `selector` means. A name that no column has may be an index in digits.
        ///
        /// - Throws: `CSVError` naming the columns there are.
        public func index(of selector: Selector) throws(CSVError) -> Int { try header.index(of: selector) }

        /// Says what the fields of a column must be, from the next piece on.
        ///
        /// - Throws: `CSVError` if there is no such column, or for categories that are none or not distinct.
        public func expect(_ kind: Kind, in column: Selector) throws(CSVError) {
            let index = try header.index(of: column)
            if case .categories(let categories) = kind {
                guard !categories.isEmpty else { throw header.error(index, "there must be at least one category") }
                guard Set(categories.map { Array($0.utf8) }).count == categories.count else {
                    throw header.error(index, "categories must be distinct, not \(categories)")
                }
            }
            builders[index] = builders[index].with(kind)
        }

        /// The next rows: as many as `limit` says or, at the end or where they are very long, fewer; nil when none are left.
        ///
        /// - Throws: `FileError`, also for a file whose length has changed; `CSVError` for a missing value, a row of
        ///   another length, a field not of its column's kind, a row beyond `maximumRowBytes`. Then nothing has been read.
        public func next(rows limit: Int) throws -> CSV? {
            do {
                let (end, count) = try window.gather(max(limit, 1))
                guard count > 0 else {
                    if rowCount == 0 { throw CSVParser.noRows }
                    return nil
                }
                let bytes = window.bytes
                let columns = try parser.rows(bytes.span.extracting(..<end.at), window.start, header, builders).columns
                window.drop(to: end)
                defer { rowCount += count }
                return CSV(
                    columns: columns, rowCount: count, rowOffset: rowCount, hasHeader: hasHeader,
                    delimiter: parser.format.delimiter, path: header.path)
            } catch var error as CSVError {
                error.path = header.path
                throw error
            }
        }
    }
}
