/// Splits bytes into fields, and knows the line it is at.
struct CSVScanner {
    /// A field's place in the bytes.
    struct Field {
        /// The bytes without quotes around them.
        var range: Range<Int>
        /// Whether doubled quotes inside stand for one.
        var hasDoubledQuotes = false
        /// The line it begins on.
        var line: Int
        /// Whether the row ends with it.
        var endsRow = false
    }

    let delimiter: UInt8
    private(set) var at: Int
    private(set) var line: Int

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(delimiter: UInt8, from start: Int, line: Int = 1) {
        self.delimiter = delimiter
        at = start
        self.line = line
    }

    /// Moves to the next row that isn't blank; false at the end.
    @inline(__always)
    mutating func startRow(_ bytes: borrowing Span<UInt8>) -> Bool {
        while at < bytes.count {
            var end = at
            while end < bytes.count, isSpace(bytes[end]) { end += 1 }
            guard end == bytes.count || isLineEnd(bytes[end]) else { return true }
            at = end
            if end < bytes.count { endLine(bytes) }
        }
        return false
    }

    /// The next field of a row that `startRow` began.
    @inline(__always)
    mutating func next(_ bytes: borrowing Span<UInt8>) throws(CSVError) -> Field {
        while at < bytes.count, isSpace(bytes[at]) { at += 1 }
        if at < bytes.count, bytes[at] == Self.quote { return try quoted(bytes) }
        let start = at
        while at < bytes.count, bytes[at] != delimiter, !isLineEnd(bytes[at]) { at += 1 }
        var end = at
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        var field = Field(range: start..<end, line: line)
        field.endsRow = finishField(bytes)
        return field
    }

    private mutating func quoted(_ bytes: borrowing Span<UInt8>) throws(CSVError) -> Field {
        var field = Field(range: at + 1..<at + 1, line: line)
        at += 1
        while true {
            guard at < bytes.count else {
                throw CSVError(line: field.line, "the quoted field that begins here has no closing quote")
            }
            if bytes[at] == Self.quote {
                guard at + 1 < bytes.count, bytes[at + 1] == Self.quote else { break }
                field.hasDoubledQuotes = true
                at += 2
            } else if isLineEnd(bytes[at]) {
                endLine(bytes)
            } else {
                at += 1
            }
        }
        field.range = field.range.lowerBound..<at
        at += 1
        while at < bytes.count, isSpace(bytes[at]) { at += 1 }
        guard at == bytes.count || bytes[at] == delimiter || isLineEnd(bytes[at]) else {
            throw CSVError(line: line, "text after a closing quote; double the quotes inside a quoted field")
        }
        field.endsRow = finishField(bytes)
        return field
    }

    /// Steps over what ended a field; true when that was the end of the row.
    @inline(__always)
    private mutating func finishField(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard at < bytes.count else { return true }
        if bytes[at] == delimiter {
            at += 1
            return false
        }
        endLine(bytes)
        return true
    }

    @inline(__always)
    private mutating func endLine(_ bytes: borrowing Span<UInt8>) {
        let isPair = bytes[at] == Self.carriageReturn && at + 1 < bytes.count && bytes[at + 1] == Self.newline
        at += isPair ? 2 : 1
        line += 1
    }

    @inline(__always)
    private func isLineEnd(_ byte: UInt8) -> Bool { byte == Self.newline || byte == Self.carriageReturn }

    @inline(__always)
    private func isSpace(_ byte: UInt8) -> Bool {
        (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")) && byte != delimiter
    }
}

extension CSVScanner.Field {
    /// The field's bytes, with doubled quotes made single.
    func unescaped(_ bytes: borrowing Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            text.append(bytes[at])
            at += hasDoubledQuotes && bytes[at] == UInt8(ascii: "\"") ? 2 : 1
        }
        return text
    }

    /// The field as a string.
    func string(_ bytes: borrowing Span<UInt8>) throws(CSVError) -> String {
        guard let string = String(validating: unescaped(bytes), as: UTF8.self) else {
            throw CSVError(line: line, "a field is not valid UTF-8; convert the file to UTF-8")
        }
        return string
    }
}
