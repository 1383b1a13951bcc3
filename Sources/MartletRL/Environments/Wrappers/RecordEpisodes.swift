/// What an episode came to.
public struct EpisodeRecord: Sendable, Hashable, Codable {
    /// The sum of its rewards.
    public var totalReward: Double
    /// How many steps it had.
    public var length: Int

    /// An episode that came to its end.
    public init(totalReward: Double, length: Int) {
        (self.totalReward, self.length) = (totalReward, length)
    }
}

/// An environment that remembers its episodes: Gymnasium's `RecordEpisodeStatistics`.
public struct RecordEpisodes<Base: Environment>: EnvironmentWrapper {
    public var base: Base
    /// The last episodes that came to their end, oldest first.
    public private(set) var episodes: [EpisodeRecord] = []
    /// How many episodes came to their end.
    public private(set) var episodeCount = 0
    /// The episode under way.
    public private(set) var current = EpisodeRecord(totalReward: 0, length: 0)
    private let capacity: Int

    /// - Parameter capacity: how many episodes are remembered.
    /// - Throws: `EnvironmentError.invalid` unless one is.
    public init(_ base: Base, capacity: Int = 100) throws(EnvironmentError) {
        guard capacity > 0 else {
            throw .invalid(argument: "capacity", reason: "is \(capacity); it must be positive")
        }
        (self.base, self.capacity) = (base, capacity)
    }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        try base.reset(seed: seed, observation: &observation)
        current = EpisodeRecord(totalReward: 0, length: 0)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        let outcome = try base.step(action, observation: &observation)
        current.totalReward += outcome.reward
        current.length += 1
        if outcome.isOver {
            if episodes.count == capacity { episodes.removeFirst() }
            episodes.append(current)
            episodeCount += 1
        }
        return outcome
    }
}

extension RecordEpisodes: ResumableEnvironment where Base: ResumableEnvironment {
    /// Where the base stands, the episodes so far, and the one under way.
    public struct Standing: Codable, Sendable {
        var base: Base.Standing
        var episodes: [EpisodeRecord]
        var episodeCount: Int
        var current: EpisodeRecord
    }

    public var standing: Standing {
        Standing(base: base.standing, episodes: episodes, episodeCount: episodeCount, current: current)
    }

    public mutating func restore(_ standing: Standing) throws {
        for count in [standing.episodeCount, standing.current.length] where !(0...1 << 48 ~= count) {
            throw EnvironmentError.invalid(argument: "episodes", reason: "has a count of \(count)")
        }
        try base.restore(standing.base)
        episodes = standing.episodes.suffix(capacity)
        (episodeCount, current) = (standing.episodeCount, standing.current)
    }
}
