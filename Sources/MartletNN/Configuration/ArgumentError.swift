/// A value given to a loss, a metric or an optimiser that lies outside its range.
public struct ArgumentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Such as `Adam`.
    public var owner: String
    /// What is wrong and what would be right.
    public var message: String

    package init(_ owner: String, _ message: String) {
        self.owner = owner
        self.message = message
    }

    public var description: String { "\(owner): \(message)" }
}
