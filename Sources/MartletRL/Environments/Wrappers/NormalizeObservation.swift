internal import MartletNumerics

/// An environment whose observations are brought to mean 0 and variance 1, number by number, by what was seen so far.
public struct NormalizeObservation<Base: Environment>: EnvironmentWrapper {
    public var base: Base
    /// Of each number of an observation.
    public private(set) var statistics: [RunningMoments]
    /// Whether observations count towards the statistics; false for evaluation.
    public var isUpdating = true
    private let epsilon: Double

    /// - Parameter epsilon: added to variances.
    /// - Throws: `EnvironmentError.invalid` unless `epsilon` is positive.
    public init(_ base: Base, epsilon: Double = 1e-8) throws(EnvironmentError) {
        guard epsilon > 0, epsilon.isFinite else {
            throw .invalid(argument: "epsilon", reason: "is \(epsilon); it must be positive")
        }
        (self.base, self.epsilon) = (base, epsilon)
        statistics = Array(repeating: RunningMoments(), count: base.observationSpace.count)
    }

    public var observationSpace: Space {
        .box(low: -.infinity, high: .infinity, shape: base.observationSpace.shape)
    }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {
        try base.reset(seed: seed, observation: &observation)
        normalize(&observation)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        let outcome = try base.step(action, observation: &observation)
        normalize(&observation)
        return outcome
    }

    private mutating func normalize(_ observation: inout MutableSpan<Float>) {
        for i in statistics.indices {
            let value = Double(observation[i])
            if isUpdating { statistics[i].update(value) }
            observation[i] = Float((value - statistics[i].mean) / (statistics[i].variance + epsilon).squareRoot())
        }
    }
}

extension NormalizeObservation: ResumableEnvironment where Base: ResumableEnvironment {
    /// Where the base stands, and the moments so far.
    public struct Standing: Codable, Sendable {
        var base: Base.Standing
        var statistics: [RunningMoments]
    }

    public var standing: Standing { Standing(base: base.standing, statistics: statistics) }

    public mutating func restore(_ standing: Standing) throws {
        let (given, count) = (standing.statistics.count, statistics.count)
        guard given == count else {
            throw EnvironmentError.invalid(
                argument: "statistics", reason: "are of \(given) numbers; observations have \(count)")
        }
        try base.restore(standing.base)
        statistics = standing.statistics
    }
}
