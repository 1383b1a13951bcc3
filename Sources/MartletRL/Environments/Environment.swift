public import MartletNumerics

/// What an agent acts in: Gymnasium's contract, for discrete actions.
///
/// An episode begins with `reset` and goes on with `step` until it is terminated (the task is over) or truncated (cut
/// off from outside). An environment is a value: a copy goes on by itself.
///
/// Observations are written where the caller wants them, so that a step allocates nothing; `reset(seed:)` and
/// `step(_:)` give them as tensors.
///
/// Reference: M. Towers et al., Gymnasium: A Standard Interface for Reinforcement Learning Environments (2024).
public protocol Environment: Sendable {
    /// What observations are. A discrete observation is one number, the state's index.
    var observationSpace: Space { get }
    /// What actions are: discrete.
    var actionSpace: Space { get }

    /// Begins an episode and writes the first observation.
    ///
    /// - Parameters:
    ///   - seed: begins the environment's random numbers anew; nil goes on with them. One that was never seeded has
    ///     seed 0.
    ///   - observation: of `observationSpace.count` elements.
    mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws

    /// Takes an action and writes what is observed after it.
    ///
    /// - Throws: `EnvironmentError.invalidAction`; `EnvironmentError.needsReset` before the first episode and after an
    ///   episode's end.
    mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome

    /// What the environment looks like now; nil where it can't be shown.
    var frame: Frame? { get }
}

/// What a step came to, besides its observation.
public struct Outcome: Sendable, Hashable {
    /// What the action was worth.
    public var reward: Double
    /// Whether the task came to its end: nothing follows, and nothing is to be expected of what follows.
    public var isTerminated: Bool
    /// Whether the episode was cut off, as by a time limit: what follows still has its value.
    public var isTruncated: Bool

    /// The outcome of a step within an episode, unless it is terminated or truncated.
    public init(reward: Double, isTerminated: Bool = false, isTruncated: Bool = false) {
        self.reward = reward
        self.isTerminated = isTerminated
        self.isTruncated = isTruncated
    }

    /// Whether the episode is over, one way or the other.
    public var isOver: Bool { isTerminated || isTruncated }
}

extension Environment {
    public var frame: Frame? { nil }

    /// Begins an episode; the first observation, of the observation space's shape.
    public mutating func reset(seed: UInt64? = nil) throws -> Tensor {
        try observed { environment, span in try environment.reset(seed: seed, observation: &span) }.observation
    }

    /// Takes an action; what is observed after it, of the observation space's shape.
    public mutating func step(_ action: Int) throws -> (observation: Tensor, outcome: Outcome) {
        try observed { environment, span in try environment.step(action, observation: &span) }
    }

    private mutating func observed<R>(
        _ body: (inout Self, inout MutableSpan<Float>) throws -> R
    ) throws -> (observation: Tensor, outcome: R) {
        var observation = Tensor.zeros(observationSpace.shape)
        let result = try observation.withMutableSpan(as: Float.self) { span in try body(&self, &span) }
        return (observation, result)
    }
}
