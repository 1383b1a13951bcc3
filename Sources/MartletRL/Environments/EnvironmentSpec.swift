/// A native environment as Gymnasium 1.4 registers it: its id, its limit of steps, and when it counts as solved.
public struct EnvironmentSpec: Sendable {
    /// Gymnasium's id, such as `CartPole-v1`.
    public let id: String
    /// The mean return of 100 episodes from which on the environment counts as solved, where Gymnasium says one.
    public let rewardThreshold: Double?
    /// After how many steps an episode is truncated, if it is.
    public let maxEpisodeSteps: Int?
    private let base: @Sendable () -> any Environment

    /// - Throws: `EnvironmentError.unknownEnvironment`, which lists those that there are.
    public init(id: String) throws(EnvironmentError) {
        guard let found = Self.all.first(where: { $0.id == id }) else {
            throw .unknownEnvironment(id: id, known: Self.all.map(\.id))
        }
        self = found
    }

    private init(
        _ id: String, threshold: Double? = nil, steps: Int? = nil, _ base: @escaping @Sendable () -> any Environment
    ) {
        (self.id, rewardThreshold, maxEpisodeSteps, self.base) = (id, threshold, steps, base)
    }

    /// A new environment, with its limit of steps.
    ///
    /// - Parameter limit: that of an environment that has none of its own, positive; nil for none.
    public func make(limit: Int? = nil) -> any Environment {
        guard let most = maxEpisodeSteps ?? limit else { return base() }
        func limited(_ base: some Environment) -> any Environment { TimeLimit(base, within: most) }
        return limited(base())
    }

    /// Every native environment.
    public static let all: [EnvironmentSpec] = [
        EnvironmentSpec("CartPole-v0", threshold: 195, steps: 200) { CartPole() },
        EnvironmentSpec("CartPole-v1", threshold: 475, steps: 500) { CartPole() },
        EnvironmentSpec("MountainCar-v0", threshold: -110, steps: 200) { MountainCar() },
        EnvironmentSpec("Acrobot-v1", threshold: -100, steps: 500) { Acrobot() },
        EnvironmentSpec("FrozenLake-v1", threshold: 0.7, steps: 100) { FrozenLake(known: .small) },
        EnvironmentSpec("FrozenLake8x8-v1", threshold: 0.85, steps: 200) { FrozenLake(known: .large) },
        EnvironmentSpec("CliffWalking-v1") { CliffWalking() },
        EnvironmentSpec("CliffWalkingSlippery-v1") { CliffWalking(isSlippery: true) },
        EnvironmentSpec("Taxi-v3", threshold: 8, steps: 200) { Taxi(rain: nil, fickle: nil) },
        EnvironmentSpec("Taxi-v4", threshold: 8, steps: 200) { Taxi(rain: nil, fickle: nil) },
    ]
}
