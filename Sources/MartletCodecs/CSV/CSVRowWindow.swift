/// The rows of a file that are in memory while it is read from front to back.
struct CSVRowWindow: ~Copyable {
    private var window: FileWindow
    private let delimiter: UInt8
    private let maximumRowBytes: Int
    /// The line that the window begins with.
    private var line = 1

    /// Opens the file at `path`, of which `blockBytes` or more are read at a time.
    init(_ path: String, delimiter: UInt8, maximumRowBytes: Int, blockBytes: Int) throws(FileError) {
        self.delimiter = delimiter
        self.maximumRowBytes = min(max(maximumRowBytes, 1), 1 << 48)
        var window = try FileWindow(path, blockBytes: blockBytes)
        while window.bytes.count < 3, !window.isAtEnd { try window.extend(limit: 4) }
        if CSVParser.hasMark(window.bytes.span) { window.drop(3) }
        self.window = window
    }

    var bytes: ArraySlice<UInt8> { window.bytes }

    /// Where the window begins.
    var start: CSVScanner { CSVScanner(delimiter: delimiter, from: 0, line: line) }

    /// Lets the window begin where `scanner` is.
    mutating func drop(to scanner: CSVScanner) {
        window.drop(scanner.at)
        line = scanner.line
    }

    /// Bytes that the window may have: a row's end is sure when one byte behind its CRLF is there.
    private var room: Int { maximumRowBytes + 4 }

    /// Reads on until `limit` rows are in the window whole, or all there are, or no more have room. Returns where they
    /// end; when there is one that is wrong, that is behind it.
    ///
    /// - Throws: `FileError`; `CSVError` for a row of more than `maximumRowBytes`.
    mutating func gather(_ limit: Int) throws -> (end: CSVScanner, count: Int) {
        var end = start
        var count = 0
        while true {
            advance(&end, &count, limit)
            if count == 0 {  // blank lines need no room
                drop(to: end)
                end = start
            }
            if count >= limit || window.isAtEnd { return (end, count) }
            if window.bytes.count >= room {
                if count > 0 { return (end, count) }
                throw CSVError(
                    line: line,
                    "the row that begins here has more than \(maximumRowBytes) bytes; close its quotes, or allow more")
            }
            try window.extend(limit: room)
        }
    }

    /// Moves `end` over blank lines and rows of which nothing can come any more.
    private func advance(_ end: inout CSVScanner, _ count: inout Int, _ limit: Int) {
        let isLast = window.isAtEnd
        let bytes = window.bytes
        // Whether LF follows a CR isn't known before it is there.
        let isCut = !isLast && bytes.last == UInt8(ascii: "\r")
        let span = bytes.span.extracting(droppingLast: isCut ? 1 : 0)
        while count < limit, end.startRow(span) {
            var scanner = end
            do {
                while try !scanner.next(span).endsRow {}
            } catch {
                guard isLast || scanner.at < span.count else { return }  // its quotes may be closed further on
                end = CSVScanner(delimiter: delimiter, from: span.count, line: scanner.line)
                count = limit
                return
            }
            guard isLast || scanner.at < span.count else { return }
            end = scanner
            count += 1
        }
    }
}
