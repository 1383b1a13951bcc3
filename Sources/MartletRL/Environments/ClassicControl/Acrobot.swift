#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import MartletNumerics

/// Two links that hang from a bar; the joint between them is turned by -1 (0), 0 (1) or 1 N m (2): swing the tip up.
/// Gymnasium's `Acrobot-v1`, without its limit of 500 steps.
///
/// Observations are the cosine and sine of the first link's angle, those of the second's against the first, and both
/// angular velocities (rad/s). Every step costs 1 but the one that brings the tip a link's length above the bar, which
/// ends the episode.
///
/// Reference: R. Sutton, Generalization in Reinforcement Learning: Successful Examples Using Sparse Coarse Coding
/// (1996); equations as in R. Sutton, A. Barto, Reinforcement Learning: An Introduction (2018).
public struct Acrobot: Environment {
    /// The angle of the first link from hanging down, that of the second from the first's direction (rad), and their
    /// velocities (rad/s).
    public package(set) var state = SIMD4<Double>()
    private var isUnderWay = false
    private var random = PCG64(seed: 0)

    /// An environment whose first episode begins with `reset`; its random numbers have seed 0 unless that gives
    /// another.
    public init() {}

    public var observationSpace: Space {
        let high = [1, 1, 1, 1, Float(Self.fastest[2]), Float(Self.fastest[3])]
        return .box(low: high.map { -$0 }, high: high, shape: [6])
    }

    public var actionSpace: Space { .discrete(3) }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) {
        if let seed { random = PCG64(seed: seed) }
        // Gymnasium keeps the first state in float32.
        for i in 0..<4 { state[i] = Double(Float(random.uniform(-0.1, 0.1))) }
        isUnderWay = true
        observe(&observation)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        guard isUnderWay else { throw EnvironmentError.needsReset }
        guard 0..<3 ~= action else { throw EnvironmentError.invalidAction(action, count: 3) }
        advance(torque: Double(action - 1))
        observe(&observation)
        isUnderWay = -cos(state[0]) - cos(state[1] + state[0]) <= 1
        return Outcome(reward: isUnderWay ? -1 : 0, isTerminated: !isUnderWay)
    }

    private func observe(_ observation: inout MutableSpan<Float>) {
        observation[0] = Float(cos(state[0]))
        observation[1] = Float(sin(state[0]))
        observation[2] = Float(cos(state[1]))
        observation[3] = Float(sin(state[1]))
        observation[4] = Float(state[2])
        observation[5] = Float(state[3])
    }
}

extension Acrobot {
    /// Bounds of the velocities; angles have none.
    static var fastest: SIMD4<Double> { [.infinity, .infinity, 4 * .pi, 9 * .pi] }

    /// A step of Runge and Kutta's fourth order, 0.2 s long.
    private mutating func advance(torque: Double) {
        let interval = 0.2
        let k1 = Self.derivative(state, torque)
        let k2 = Self.derivative(state + interval / 2 * k1, torque)
        let k3 = Self.derivative(state + interval / 2 * k2, torque)
        let k4 = Self.derivative(state + interval * k3, torque)
        let slopes: SIMD4<Double> = k1 + 2 * k2 + 2 * k3 + k4
        state += interval / 6 * slopes
        state[0] = Self.wrapped(state[0])
        state[1] = Self.wrapped(state[1])
        state.clamp(lowerBound: -Self.fastest, upperBound: Self.fastest)
    }

    /// The angle within -π…π.
    private static func wrapped(_ angle: Double) -> Double {
        // Velocities are bounded, so that it is a few turns away, unless it was restored from what can't be.
        guard abs(angle) < 100 else { return remainder(angle, 2 * .pi) }
        var angle = angle
        while angle > .pi { angle -= 2 * .pi }
        while angle < -.pi { angle += 2 * .pi }
        return angle
    }

    /// Links of 1 m and 1 kg with their mass in the middle and moments of inertia of 1 kg m².
    @inline(__always)
    private static func derivative(_ state: SIMD4<Double>, _ torque: Double) -> SIMD4<Double> {
        let (length, middle, inertia, gravity) = (1.0, 0.5, 1.0, 9.8)
        let (angle1, angle2, velocity1, velocity2) = (state[0], state[1], state[2], state[3])
        let (sine2, cosine2) = (sin(angle2), cos(angle2))
        let square = middle * middle
        let d1 = square + (length + square + 2 * middle * cosine2) + inertia + inertia
        let d2 = (square + middle * cosine2) + inertia
        let phi2 = middle * gravity * cos(angle1 + angle2 - .pi / 2)
        let phi1 =
            -middle * (velocity2 * velocity2) * sine2 - 2 * middle * velocity2 * velocity1 * sine2
            + (middle + length) * gravity * cos(angle1 - .pi / 2) + phi2
        let acceleration2 =
            (torque + d2 / d1 * phi1 - middle * (velocity1 * velocity1) * sine2 - phi2)
            / (square + inertia - d2 * d2 / d1)
        let acceleration1 = -(d2 * acceleration2 + phi1) / d1
        return [velocity1, velocity2, acceleration1, acceleration2]
    }
}

extension Acrobot: ResumableEnvironment {
    /// The state in double precision, whether an episode is under way, and the random numbers.
    public struct Standing: Codable, Sendable {
        var state: SIMD4<Double>
        var isUnderWay: Bool
        var random: PCG64
    }

    public var standing: Standing { Standing(state: state, isUnderWay: isUnderWay, random: random) }

    public mutating func restore(_ standing: Standing) {
        (state, isUnderWay, random) = (standing.state, standing.isUnderWay, standing.random)
    }
}
