/// An environment whose rewards are scaled so that their discounted sum has a variance of about 1.
///
/// Reference: J. Schulman et al., OpenAI Baselines, issue 538: the mean is not taken off.
public struct NormalizeReward<Base: Environment>: EnvironmentWrapper {
    public var base: Base
    /// Of the discounted sum of rewards.
    public private(set) var statistics = RunningMoments()
    /// Whether rewards count towards the statistics; false for evaluation.
    public var isUpdating = true
    private let gamma: Double
    private let epsilon: Double
    private var discounted = 0.0

    /// - Parameters:
    ///   - gamma: the discount, in 0...1.
    ///   - epsilon: added to the variance.
    /// - Throws: `EnvironmentError.invalid` for a discount outside of 0...1 or unless `epsilon` is positive.
    public init(_ base: Base, gamma: Double = 0.99, epsilon: Double = 1e-8) throws(EnvironmentError) {
        guard 0...1 ~= gamma else { throw .invalid(argument: "gamma", reason: "is \(gamma); it must be in 0...1") }
        guard epsilon > 0, epsilon.isFinite else {
            throw .invalid(argument: "epsilon", reason: "is \(epsilon); it must be positive")
        }
        (self.base, self.gamma, self.epsilon) = (base, gamma, epsilon)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        var outcome = try base.step(action, observation: &observation)
        // As in Gymnasium, a truncated episode's rewards go on into the next one's.
        discounted = (outcome.isTerminated ? 0 : discounted * gamma) + outcome.reward
        if isUpdating { statistics.update(discounted) }
        outcome.reward /= (statistics.variance + epsilon).squareRoot()
        return outcome
    }
}

extension NormalizeReward: ResumableEnvironment where Base: ResumableEnvironment {
    /// Where the base stands, the discounted sum of rewards, and its moments so far.
    public struct Standing: Codable, Sendable {
        var base: Base.Standing
        var statistics: RunningMoments
        var discounted: Double
    }

    public var standing: Standing {
        Standing(base: base.standing, statistics: statistics, discounted: discounted)
    }

    public mutating func restore(_ standing: Standing) throws {
        try base.restore(standing.base)
        (statistics, discounted) = (standing.statistics, standing.discounted)
    }
}
