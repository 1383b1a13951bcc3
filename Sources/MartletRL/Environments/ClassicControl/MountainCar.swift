#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import MartletNumerics

/// A car in a valley, too weak to drive straight up: push left (0), not at all (1) or right (2). Gymnasium's
/// `MountainCar-v0`, without its limit of 200 steps.
///
/// Observations are position, in -1.2…0.6, and velocity, in -0.07…0.07. Every step costs 1. The episode ends at the
/// flag, at 0.5.
///
/// Reference: A. Moore, Efficient Memory-based Learning for Robot Control (1990).
public struct MountainCar: Environment {
    /// Where the car is; the valley's floor is at about -0.52.
    public private(set) var position = -0.5
    /// How much the position changes in a step.
    public private(set) var velocity = 0.0
    private var isUnderWay = false
    private var random = PCG64(seed: 0)

    /// An environment whose first episode begins with `reset`; its random numbers have seed 0 unless that gives
    /// another.
    public init() {}

    public var observationSpace: Space {
        .box(
            low: [Float(Self.leftEnd), Float(-Self.fastest)], high: [Float(Self.rightEnd), Float(Self.fastest)],
            shape: [2])
    }

    public var actionSpace: Space { .discrete(3) }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) {
        if let seed { random = PCG64(seed: seed) }
        position = random.uniform(-0.6, -0.4)
        velocity = 0
        isUnderWay = true
        observe(&observation)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        guard isUnderWay else { throw EnvironmentError.needsReset }
        guard 0..<3 ~= action else { throw EnvironmentError.invalidAction(action, count: 3) }
        velocity += Double(action - 1) * 0.001 + cos(3 * position) * -0.0025
        velocity = min(max(velocity, -Self.fastest), Self.fastest)
        position = min(max(position + velocity, Self.leftEnd), Self.rightEnd)
        if position == Self.leftEnd && velocity < 0 { velocity = 0 }
        observe(&observation)
        isUnderWay = !(position >= Self.flag && velocity >= 0)
        return Outcome(reward: -1, isTerminated: !isUnderWay)
    }

    private func observe(_ observation: inout MutableSpan<Float>) {
        observation[0] = Float(position)
        observation[1] = Float(velocity)
    }
}

extension MountainCar {
    static var leftEnd: Double { -1.2 }
    static var rightEnd: Double { 0.6 }
    static var fastest: Double { 0.07 }
    static var flag: Double { 0.5 }
}

extension MountainCar: ResumableEnvironment {
    /// The state in double precision, whether an episode is under way, and the random numbers.
    public struct Standing: Codable, Sendable {
        var position, velocity: Double
        var isUnderWay: Bool
        var random: PCG64
    }

    public var standing: Standing {
        Standing(position: position, velocity: velocity, isUnderWay: isUnderWay, random: random)
    }

    public mutating func restore(_ standing: Standing) {
        (position, velocity) = (standing.position, standing.velocity)
        (isUnderWay, random) = (standing.isUnderWay, standing.random)
    }
}
