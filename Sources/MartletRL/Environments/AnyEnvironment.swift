/// An environment whose type is known when the program runs only, for what is generic over environments.
public struct AnyEnvironment: Environment {
    /// The environment itself, to be cast to its type.
    public var base: any Environment

    /// Hides the type of an environment.
    public init(_ base: any Environment) { self.base = base }

    /// The environment with a Gymnasium id, such as `CartPole-v1`.
    ///
    /// - Throws: `EnvironmentError.unknownEnvironment`.
    public init(id: String) throws(EnvironmentError) { self.init(try EnvironmentSpec(id: id).make()) }

    public var observationSpace: Space { base.observationSpace }
    public var actionSpace: Space { base.actionSpace }
    public var frame: Frame? { base.frame }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        try base.reset(seed: seed, observation: &observation)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        try base.step(action, observation: &observation)
    }
}
