/// Text that is not the JSON that was asked for.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// The position of the first byte that is wrong, counted from 0.
    public let offset: Int
    /// What was wrong, and what would be right.
    public let reason: String

    package init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// One line: where, what was wrong, what would be right.
    public var description: String { "invalid JSON at byte \(offset): \(reason)" }
}
