/// An environment whose rewards go through a function, such as `{ $0 / 100 }`.
public struct TransformReward<Base: Environment>: EnvironmentWrapper {
    public var base: Base
    private let transform: @Sendable (Double) -> Double

    /// Rewards become what `transform` makes of them.
    public init(_ base: Base, _ transform: @escaping @Sendable (Double) -> Double) {
        (self.base, self.transform) = (base, transform)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        var outcome = try base.step(action, observation: &observation)
        outcome.reward = transform(outcome.reward)
        return outcome
    }
}

extension TransformReward: ResumableEnvironment where Base: ResumableEnvironment {
    public var standing: Base.Standing { base.standing }
    public mutating func restore(_ standing: Base.Standing) throws { try base.restore(standing) }
}
