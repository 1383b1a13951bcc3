import MartletNumerics
import MartletRL
import Testing

/// Wrappers do what Gymnasium's do, on CartPole-v1 over some episodes.
@Suite struct WrapperGoldenTests {
    /// Walks as make.py's `wrappers` does; the largest differences of observations and of rewards.
    func differences(_ name: String, _ wrapped: some Environment) throws -> (observations: Double, rewards: Double) {
        var environment = wrapped
        var observations: [Tensor] = [try environment.reset(seed: 3)]
        var rewards: [Double] = []
        for i in 0..<200 {
            let (observation, outcome) = try environment.step(i % 2 == 0 || i % 3 == 0 ? 1 : 0)
            observations.append(observation)
            rewards.append(outcome.reward)
            if outcome.isOver { observations.append(try environment.reset()) }
        }
        let golden = try Golden.wrappers.tensor("\(name).observations")
        let own = observations.flatMap { $0.array(of: Double.self) }
        #expect(golden.shape == Shape([observations.count] + environment.observationSpace.shape))
        return (
            zip(own, golden.array(of: Double.self)).map { abs($0 - $1) }.max() ?? .infinity,
            zip(rewards, try Golden.wrappers.tensor("\(name).rewards").array(of: Double.self)).map { abs($0 - $1) }
                .max()
                ?? .infinity
        )
    }

    func cartPole() throws -> TimeLimit<CartPole> { try TimeLimit(CartPole(), maxEpisodeSteps: 500) }

    @Test func frameStack() throws {
        #expect(try differences("stack", FrameStack(cartPole(), count: 3)) == (0, 0))
        #expect(try differences("zeros", FrameStack(cartPole(), count: 3, padding: .zeros)) == (0, 0))
    }

    /// Gymnasium's statistics are float32: 200 updates of numbers below 4 add up at most 200 roundings of 2^-22 in the
    /// mean, and at the start the standard deviation is 0.01 at least.
    @Test func normalizeObservation() throws {
        let (observations, rewards) = try differences("observations", NormalizeObservation(cartPole()))
        #expect(observations <= 200 * 0x1p-22 / 0.01)
        #expect(rewards == 0)
    }

    @Test func normalizeReward() throws {
        let (observations, rewards) = try differences("rewards", NormalizeReward(cartPole(), gamma: 0.9))
        #expect(observations == 0)
        #expect(rewards <= 1e-12)
    }
}
