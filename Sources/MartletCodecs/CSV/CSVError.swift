import MartletNumerics

/// A CSV file that is not a table of numbers and strings without gaps.
public struct CSVError: Error, Equatable, CustomStringConvertible {
    /// The file, or nil for bytes in memory.
    public package(set) var path: String?
    /// The line, counted from 1, or nil when the whole is wrong.
    public let line: Int?
    /// The column, counted from 1.
    public let column: Int?
    /// The column's name, when there is a header.
    public package(set) var columnName: String?
    /// What was wrong, and what would be right.
    public let reason: String

    package init(line: Int? = nil, column: Int? = nil, columnName: String? = nil, _ reason: String) {
        self.line = line
        self.column = column
        self.columnName = columnName
        self.reason = reason
    }

    /// One line: where, what was wrong, what would be right.
    public var description: String {
        var place = "CSV" + (path.map { " file '\(NativePath.text($0))'" } ?? "")
        if let line { place += ", line \(line)" }
        if let column { place += ", column \(column)" }
        if let columnName { place += " ('\(columnName)')" }
        return "\(place): \(reason)"
    }
}

extension CSVError {
    /// Makes sure that there is memory for more of what a file holds. Small amounts aren't asked for.
    ///
    /// - Throws: `CSVError` at `line` if the process can't get so many bytes and some more.
    package static func requireRoom(_ bytes: Int, line: Int? = nil) throws(CSVError) {
        guard bytes >= 1 << 14, !Processor.hasRoom(max(bytes, 1 << 20)) else { return }
        throw CSVError(
            line: line, "there is no memory for so many rows; allow the process more memory or split the file")
    }

    /// What is wrong with `text` as a number, and what would be right.
    static func noNumber(_ text: String) -> String {
        if Double(text)?.isFinite == false {
            return "'\(text)' is not a finite number; replace it by one or remove the row"
        }
        if text.contains(","), Double(String(text.map { $0 == "," ? "." : $0 })) != nil {
            return "'\(text)' is not a number; write decimals with a point"
        }
        return "'\(text)' is not a number; correct it, write the whole column as numbers or remove the column"
    }
}
