/// An environment of finitely many states, whose observations are their numbers; how it behaves is known.
public protocol TabularEnvironment: ResumableEnvironment {
    /// The table of what can happen, and the state that the episode is in.
    var world: TabularWorld { get set }
}

/// Where an episode stands among finitely many states.
public struct TabularWorld: Sendable {
    /// What can happen.
    public let table: TransitionTable
    /// The state that the episode is in.
    public internal(set) var state: Int
    var isUnderWay = false
    var random = PCG64(seed: 0)

    init(_ table: TransitionTable) {
        self.table = table
        state = table.start.firstIndex { $0 > 0 } ?? 0
    }

    mutating func reset(seed: UInt64?) {
        if let seed { random = PCG64(seed: seed) }
        state = table.sampleStart(&random)
        isUnderWay = true
    }

    mutating func step(_ action: Int) throws(EnvironmentError) -> Outcome {
        guard isUnderWay else { throw .needsReset }
        guard 0..<table.actionCount ~= action else { throw .invalidAction(action, count: table.actionCount) }
        let transition = table.sample(from: state, action: action, &random)
        state = transition.state
        isUnderWay = !transition.isTerminated
        return Outcome(reward: transition.reward, isTerminated: transition.isTerminated)
    }
}

extension TabularEnvironment {
    /// What can happen.
    public var transitions: TransitionTable { world.table }
    public var observationSpace: Space { .discrete(world.table.stateCount) }
    public var actionSpace: Space { .discrete(world.table.actionCount) }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        world.reset(seed: seed)
        observation[0] = Float(world.state)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        let outcome = try world.step(action)
        observation[0] = Float(world.state)
        return outcome
    }
}

/// Where a world of finitely many states stands.
public struct TabularStanding: Codable, Sendable {
    var state: Int
    var isUnderWay: Bool
    var random: PCG64
}

extension TabularWorld {
    /// Takes up where another one stood.
    mutating func restore(_ standing: TabularStanding) throws {
        guard 0..<table.stateCount ~= standing.state else {
            throw EnvironmentError.invalid(
                argument: "state", reason: "is \(standing.state), which is none of \(table.stateCount)")
        }
        (state, isUnderWay, random) = (standing.state, standing.isUnderWay, standing.random)
    }
}

extension TabularEnvironment {
    /// The state, whether an episode is under way, and the random numbers.
    public var standing: TabularStanding {
        TabularStanding(state: world.state, isUnderWay: world.isUnderWay, random: world.random)
    }

    /// Goes on from there.
    ///
    /// - Throws: `EnvironmentError.invalid` for a state that the table hasn't.
    public mutating func restore(_ standing: TabularStanding) throws { try world.restore(standing) }
}
