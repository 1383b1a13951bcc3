import MartletRL
import Testing

/// What the book says of `DQN.tuned(for:)`.
@Suite struct TunedTests {
    /// The step at which the mean return of 20 episodes is an environment's threshold or more; nil if it never is.
    private func solved(_ id: String, seed: UInt64, every: Int) throws -> Int? {
        var environment = try AnyEnvironment(id: id)
        let tuned = try #require(DQN.tuned(for: id))
        let threshold = try #require(EnvironmentSpec(id: id).rewardThreshold)
        var agent = try DQN(
            for: environment, hiddenUnits: tuned.hiddenUnits, configuration: tuned.configuration, seed: seed)
        let goal = StopTrainingOnRewardThreshold(threshold)
        let watch = EvalCallback(environment, every: every, episodes: 20, onNewBest: [goal])
        try agent.learn(totalTimesteps: tuned.timesteps, in: &environment, callbacks: [watch])
        return goal.solvedAt
    }

    @Test func solvesCartPoleWithNineSeedsOfTen() throws {
        let steps = try (0..<10).map { try solved("CartPole-v1", seed: $0, every: 1000) }
        #expect(steps.count { $0 != nil } >= 9, "\(steps)")
    }

    @Test(arguments: ["Acrobot-v1", "MountainCar-v0"]) func solvesWithoutShaping(_ id: String) throws {
        #expect(try solved(id, seed: 0, every: 2000) != nil)
    }
}
