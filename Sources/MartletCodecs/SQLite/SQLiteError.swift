/// A database of SQLite's could not be opened, read or written.
public struct SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The database's file as the caller gave it.
    public let path: String
    /// SQLite's result code, such as 13 for a full disk.
    public let code: Int32
    /// What SQLite says.
    public let message: String
    /// What would be right.
    public let advice: String

    /// Whether it may be gone soon, as when a disk is full or somebody else writes.
    package var isPassing: Bool { [5, 6, 10, 13].contains(code) }  // BUSY, LOCKED, IOERR, FULL

    /// One line: what could not be done, why, what would be right.
    public var description: String { "database '\(NativePath.text(path))': \(message); \(advice)" }
}
