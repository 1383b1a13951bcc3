#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import MartletNumerics

/// A pole on a cart that is pushed left (0) or right (1): keep it upright. Gymnasium's `CartPole-v1`, without its limit
/// of 500 steps.
///
/// Observations are the cart's position (m) and velocity (m/s), the pole's angle from upright (rad) and angular
/// velocity (rad/s). Every step, the last one too, is worth 1. The episode ends with the cart 2.4 m from the middle or
/// the pole 12° from upright.
///
/// Reference: A. Barto, R. Sutton, C. Anderson, Neuronlike Adaptive Elements That Can Solve Difficult Learning Control
/// Problems (1983); equations by R. Florian, Correct Equations for the Dynamics of the Cart-Pole System (2007).
public struct CartPole: Environment {
    /// How cart and pole stand and move.
    public struct State: Sendable, Hashable, Codable {
        /// Metres from the middle.
        public var position = 0.0
        /// Metres a second.
        public var velocity = 0.0
        /// Radians from upright, to the right.
        public var angle = 0.0
        /// Radians a second.
        public var angularVelocity = 0.0
    }

    /// How things stand, in double precision.
    public private(set) var state = State()
    private var isUnderWay = false
    private var random = PCG64(seed: 0)

    /// An environment whose first episode begins with `reset`; its random numbers have seed 0 unless that gives
    /// another.
    public init() {}

    public var observationSpace: Space {
        let high = [Float(2 * Self.widest), .infinity, Float(2 * Self.steepest), .infinity]
        return .box(low: high.map { -$0 }, high: high, shape: [4])
    }

    public var actionSpace: Space { .discrete(2) }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) {
        if let seed { random = PCG64(seed: seed) }
        state.position = random.uniform(-0.05, 0.05)
        state.velocity = random.uniform(-0.05, 0.05)
        state.angle = random.uniform(-0.05, 0.05)
        state.angularVelocity = random.uniform(-0.05, 0.05)
        isUnderWay = true
        observe(&observation)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        guard isUnderWay else { throw EnvironmentError.needsReset }
        guard action == 0 || action == 1 else { throw EnvironmentError.invalidAction(action, count: 2) }
        advance(force: action == 1 ? Self.force : -Self.force)
        observe(&observation)
        // A state that isn't within is out, be it a NaN.
        isUnderWay = abs(state.position) <= Self.widest && abs(state.angle) <= Self.steepest
        return Outcome(reward: 1, isTerminated: !isUnderWay)
    }

    /// Euler's step, with the velocities before it.
    @inline(__always)
    private mutating func advance(force: Double) {
        let (sine, cosine) = (sin(state.angle), cos(state.angle))
        let turn = state.angularVelocity
        let push = (force + Self.poleMassLength * (turn * turn) * sine) / Self.totalMass
        let angularAcceleration =
            (Self.gravity * sine - cosine * push)
            / (Self.halfLength * (4.0 / 3 - Self.poleMass * (cosine * cosine) / Self.totalMass))
        let acceleration = push - Self.poleMassLength * angularAcceleration * cosine / Self.totalMass
        state.position += Self.interval * state.velocity
        state.velocity += Self.interval * acceleration
        state.angle += Self.interval * turn
        state.angularVelocity += Self.interval * angularAcceleration
    }

    @inline(__always)
    private func observe(_ observation: inout MutableSpan<Float>) {
        observation[0] = Float(state.position)
        observation[1] = Float(state.velocity)
        observation[2] = Float(state.angle)
        observation[3] = Float(state.angularVelocity)
    }
}

/// In metres, kilograms, seconds and newtons.
extension CartPole {
    static var gravity: Double { 9.8 }
    static var poleMass: Double { 0.1 }
    static var totalMass: Double { 1.0 + poleMass }
    /// From the axle to the pole's middle.
    static var halfLength: Double { 0.5 }
    static var poleMassLength: Double { poleMass * halfLength }
    static var force: Double { 10 }
    static var interval: Double { 0.02 }
    static var widest: Double { 2.4 }
    static var steepest: Double { 12 * 2 * Double.pi / 360 }
}

extension CartPole: ResumableEnvironment {
    /// The state in double precision, whether an episode is under way, and the random numbers.
    public struct Standing: Codable, Sendable {
        var state: State
        var isUnderWay: Bool
        var random: PCG64
    }

    public var standing: Standing { Standing(state: state, isUnderWay: isUnderWay, random: random) }

    public mutating func restore(_ standing: Standing) {
        (state, isUnderWay, random) = (standing.state, standing.isUnderWay, standing.random)
    }
}
