/// A name that stands for nothing.
public struct UnknownName: Error, Sendable, Equatable, CustomStringConvertible {
    /// What it should have named, such as `loss`.
    public var kind: String
    /// The name that is unknown.
    public var name: String
    /// Those that would have been right.
    public var known: [String]

    package init(_ kind: String, _ name: String, known: [String]) {
        self.kind = kind
        self.name = name
        self.known = known
    }

    public var description: String { "unknown \(kind) '\(name)'; known are \(known.joined(separator: ", "))" }
}
