public import MartletCodecs
public import MartletNumerics

/// An environment of Python's Gymnasium, run by a Python process of its own.
///
/// Boxes are observed as they are, in float32, discrete spaces by number, those of several discrete or binary numbers
/// as boxes; others, such as dictionaries, as Gymnasium's `flatten` makes boxes of them. Actions are discrete, or a
/// box, for which there is a `step` that takes a tensor.
///
/// The process ends with the last copy. Copies share it, so they are the same environment: what one does, all have
/// done.
public struct GymnasiumEnvironment: Environment {
    private let host: GymnasiumHost

    /// Starts Python and makes the environment.
    ///
    /// - Parameters:
    ///   - id: what `gymnasium.make` takes; `module:id` imports a module first.
    ///   - arguments: what else it takes, by name.
    ///   - python: the program, searched for in PATH unless it has a slash: one that has Gymnasium installed.
    ///   - timeout: how long the start and each answer may take.
    /// - Throws: `GymnasiumError`; `EnvironmentError.invalid` for a timeout that isn't positive.
    public init(
        id: String, arguments: JSON.Object = [:], python: String = "python3", timeout: Duration = .seconds(60)
    ) throws {
        host = try GymnasiumHost(id: id, count: 1, arguments: arguments, python: python, timeout: timeout)
    }

    public var observationSpace: Space { host.description.observationSpace }
    public var actionSpace: Space { host.description.actionSpace }
    /// The mean return from which on the environment counts as solved, where Gymnasium says one.
    public var rewardThreshold: Double? { host.description.rewardThreshold }
    /// After how many steps an episode is truncated, if it is.
    public var maxEpisodeSteps: Int? { host.description.maxEpisodeSteps }

    /// - Throws: `GymnasiumError`.
    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        let numbers = try host.reset(seed: seed)
        for i in numbers.indices { observation[i] = numbers[i] }
    }

    /// - Throws: `EnvironmentError.invalidAction`, `needsReset`, or `invalid` where actions aren't discrete;
    ///   `GymnasiumError`.
    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        try take(.discrete(actionSpace.checked(discrete: [action])), &observation)
    }

    /// Takes an action of a box.
    ///
    /// - Parameter action: of the action space's shape and within its bounds.
    /// - Throws: `EnvironmentError.invalid` for other actions, `needsReset`; `GymnasiumError`.
    public mutating func step(_ action: Tensor, observation: inout MutableSpan<Float>) throws -> Outcome {
        try take(.box(actionSpace.checked(box: action, count: nil)), &observation)
    }

    /// Takes an action of a box; what is observed after it, of the observation space's shape.
    public mutating func step(_ action: Tensor) throws -> (observation: Tensor, outcome: Outcome) {
        var observation = Tensor.zeros(observationSpace.shape)
        let outcome = try observation.withMutableSpan(as: Float.self) { span in
            try step(action, observation: &span)
        }
        return (observation, outcome)
    }

    private func take(_ actions: GymnasiumHost.Actions, _ observation: inout MutableSpan<Float>) throws -> Outcome {
        let answer = try host.step(actions, resets: false)
        for i in answer.reached.indices { observation[i] = answer.reached[i] }
        return answer.outcomes[0]
    }

    /// Lets the environment close and ends Python. All copies are closed.
    public func close() { host.close() }
}
