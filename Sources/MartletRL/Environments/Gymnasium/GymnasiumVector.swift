public import MartletCodecs
public import MartletNumerics

/// Environments of Python's Gymnasium in one process, stepped by one message; see `GymnasiumEnvironment`.
///
/// Copies share the process, so they are the same environments.
public struct GymnasiumVector: VectorizedEnvironment {
    private let host: GymnasiumHost
    public private(set) var observations: Tensor
    public private(set) var nextObservations: Tensor
    public private(set) var outcomes: [Outcome]

    /// Starts Python and makes `count` environments.
    ///
    /// - Parameters:
    ///   - id: what `gymnasium.make` takes; `module:id` imports a module first.
    ///   - arguments: what else it takes, by name.
    ///   - python: the program, searched for in PATH unless it has a slash: one that has Gymnasium installed.
    ///   - timeout: how long the start and each answer may take.
    /// - Throws: `GymnasiumError`; `EnvironmentError.invalid` unless there is one environment at least and 4096 at
    ///   most, for a timeout that isn't positive, and for observations of eight axes.
    public init(
        id: String, count: Int, arguments: JSON.Object = [:], python: String = "python3",
        timeout: Duration = .seconds(60)
    ) throws {
        host = try GymnasiumHost(id: id, count: count, arguments: arguments, python: python, timeout: timeout)
        let shape = host.description.observationSpace.shape
        guard shape.count < Shape.maximumRank else {
            throw EnvironmentError.invalid(argument: "id", reason: "has observations of \(Shape.maximumRank) axes")
        }
        observations = .zeros(Shape([count] + shape))
        nextObservations = observations
        outcomes = Array(repeating: Outcome(reward: 0), count: count)
    }

    public var count: Int { host.count }
    public var observationSpace: Space { host.description.observationSpace }
    public var actionSpace: Space { host.description.actionSpace }
    /// The mean return from which on the environment counts as solved, where Gymnasium says one.
    public var rewardThreshold: Double? { host.description.rewardThreshold }
    /// After how many steps an episode is truncated, if it is.
    public var maxEpisodeSteps: Int? { host.description.maxEpisodeSteps }

    /// - Throws: `GymnasiumError`.
    public mutating func reset(seed: UInt64?) throws {
        observations = try Tensor(host.reset(seed: seed), shape: observations.shape)
        nextObservations = observations
        outcomes = Array(repeating: Outcome(reward: 0), count: count)
    }

    public mutating func step(_ actions: [Int]) throws {
        try check(actions)
        try take(.discrete(actions))
    }

    /// Takes actions of a box.
    ///
    /// - Parameter actions: of the shape [count, …], within the bounds of the action space.
    /// - Throws: `EnvironmentError.invalid` for other actions, `needsReset`; `GymnasiumError`.
    public mutating func step(_ actions: Tensor) throws {
        try take(.box(actionSpace.checked(box: actions, count: count)))
    }

    private mutating func take(_ actions: GymnasiumHost.Actions) throws {
        let answer = try host.step(actions, resets: true)
        observations = try Tensor(answer.observations, shape: observations.shape)
        nextObservations = try Tensor(answer.reached, shape: observations.shape)
        outcomes = answer.outcomes
    }

    /// Lets the environments close and ends Python. All copies are closed.
    public func close() { host.close() }
}
