/// An environment that changes something of another one, its base. What it doesn't say is as the base says.
public protocol EnvironmentWrapper: Environment {
    /// What is wrapped.
    associatedtype Base: Environment
    /// The environment within, which may be changed or read.
    var base: Base { get set }
}

extension EnvironmentWrapper {
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
