import MartletCodecs

/// An environment that can tell where it stands and take it up again, so that a run that was stopped in the midst of an
/// episode goes on as if it hadn't been.
public protocol ResumableEnvironment: Environment {
    /// What is kept of where it stands; JSON in checkpoints.
    associatedtype Standing: Codable & Sendable

    /// Where it stands: all that changes from step to step, random numbers included.
    var standing: Standing { get }

    /// Takes up where another one of its kind stood.
    ///
    /// - Throws: `EnvironmentError.invalid` for what it can't have come to.
    mutating func restore(_ standing: Standing) throws
}

extension ResumableEnvironment {
    func encodedStanding() throws -> JSON { try JSON(encoding: standing) }
    mutating func restore(encoded: JSON) throws { try restore(encoded.decode(Standing.self)) }
}

extension AnyEnvironment {
    /// Where the base stands; nil unless it can tell.
    func encodedStanding() throws -> JSON? { try (base as? any ResumableEnvironment)?.encodedStanding() }

    mutating func restore(encoded: JSON) throws {
        guard var resumable = base as? any ResumableEnvironment else { return }
        try resumable.restore(encoded: encoded)
        base = resumable
    }
}
