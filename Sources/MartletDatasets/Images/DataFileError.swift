import MartletCodecs

/// A file, or a folder of files, that doesn't hold the data that it should.
public struct DataFileError: Error, Equatable, CustomStringConvertible {
    /// The file or folder.
    public let path: String
    /// What was wrong, and what would be right.
    public let reason: String

    package init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    /// One line: where, what was wrong, what would be right.
    public var description: String { "'\(NativePath.text(path))': \(reason)" }
}
