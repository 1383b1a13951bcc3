/// An environment whose episodes are truncated after so many steps.
public struct TimeLimit<Base: Environment>: EnvironmentWrapper {
    public var base: Base
    /// How many steps an episode has at most.
    public let maxEpisodeSteps: Int
    /// How many steps the episode has had; nil where none is under way.
    public private(set) var elapsedSteps: Int?

    /// - Throws: `EnvironmentError.invalid` unless there is a step at least.
    public init(_ base: Base, maxEpisodeSteps: Int) throws(EnvironmentError) {
        guard maxEpisodeSteps > 0 else {
            throw .invalid(argument: "maxEpisodeSteps", reason: "is \(maxEpisodeSteps); it must be positive")
        }
        self.init(base, within: maxEpisodeSteps)
    }

    /// For limits that are known to be positive.
    init(_ base: Base, within maxEpisodeSteps: Int) {
        self.base = base
        self.maxEpisodeSteps = maxEpisodeSteps
    }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        elapsedSteps = nil
        try base.reset(seed: seed, observation: &observation)
        elapsedSteps = 0
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        guard let elapsed = elapsedSteps else { throw EnvironmentError.needsReset }
        var outcome = try base.step(action, observation: &observation)
        // As in Gymnasium, what ends with the last step is both terminated and truncated.
        if elapsed + 1 >= maxEpisodeSteps { outcome.isTruncated = true }
        elapsedSteps = outcome.isOver ? nil : elapsed + 1
        return outcome
    }
}

extension TimeLimit: ResumableEnvironment where Base: ResumableEnvironment {
    /// Where the base stands, and how long the episode has lasted.
    public struct Standing: Codable, Sendable {
        var base: Base.Standing
        var elapsedSteps: Int?
    }

    public var standing: Standing { Standing(base: base.standing, elapsedSteps: elapsedSteps) }

    public mutating func restore(_ standing: Standing) throws {
        guard 0..<maxEpisodeSteps ~= standing.elapsedSteps ?? 0 else {
            throw EnvironmentError.invalid(
                argument: "elapsedSteps", reason: "is \(standing.elapsedSteps!) of \(maxEpisodeSteps)")
        }
        try base.restore(standing.base)
        elapsedSteps = standing.elapsedSteps
    }
}
