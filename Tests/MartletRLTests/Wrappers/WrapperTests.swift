import MartletNumerics
import MartletRL
import Testing

@Suite struct WrapperTests {
    @Test func statisticsCanBeFrozen() throws {
        var environment = try NormalizeObservation(NormalizeReward(CartPole()))
        _ = try environment.reset(seed: 1)
        _ = try environment.step(1)
        environment.isUpdating = false
        environment.base.isUpdating = false
        let (observations, rewards) = (environment.statistics, environment.base.statistics)
        let (observation, outcome) = try environment.step(1)
        #expect(environment.statistics == observations && environment.base.statistics == rewards)
        #expect(environment.observationSpace == .box(low: -.infinity, high: .infinity, shape: [4]))
        let raw = environment.base.base.state.position
        let expected = (Double(Float(raw)) - observations[0].mean) / (observations[0].variance + 1e-8).squareRoot()
        #expect(observation.array(of: Float.self)[0] == Float(expected))
        #expect(outcome.reward == 1 / (rewards.variance + 1e-8).squareRoot())
    }

    @Test func rewardsAreTransformed() throws {
        var environment = TransformReward(MountainCar()) { $0 * 2 - 1 }
        _ = try environment.reset(seed: 0)
        #expect(try environment.step(0).outcome.reward == -3)
    }

    @Test func episodesAreRecorded() throws {
        var environment = try RecordEpisodes(TimeLimit(MountainCar(), maxEpisodeSteps: 5), capacity: 2)
        for length in [5, 3, 5, 5] {
            _ = try environment.reset(seed: 0)
            for _ in 0..<length { _ = try environment.step(1) }
            #expect(environment.current == EpisodeRecord(totalReward: -Double(length), length: length))
        }
        // The second episode was given up.
        #expect(environment.episodeCount == 3)
        #expect(environment.episodes == Array(repeating: EpisodeRecord(totalReward: -5, length: 5), count: 2))
    }

    @Test func framesAreRecorded() throws {
        var environment = RecordFrames(try TimeLimit(CartPole(), maxEpisodeSteps: 4)) { $0 != 1 }
        for (episode, count) in [5, 0, 5].enumerated() {
            _ = try environment.reset()
            while try !environment.step(0).outcome.isOver {}
            #expect(environment.frames.count == count, "episode \(episode)")
            #expect(environment.finished.count == 5)
        }
        #expect(environment.frames.last == environment.base.frame)
    }

    /// Discrete observations are stacked too; a refused action leaves the stack as it was.
    @Test func stacksOfStates() throws {
        var environment = try FrameStack(CliffWalking(), count: 3)
        #expect(environment.observationSpace == .box(low: 0, high: 47, shape: [3]))
        #expect(try environment.reset(seed: 0) == Tensor([36, 36, 36] as [Float]))
        #expect(try environment.step(0).observation == Tensor([36, 36, 24] as [Float]))
        #expect(throws: EnvironmentError.invalidAction(4, count: 4)) { try environment.step(4) }
        #expect(try environment.step(1).observation == Tensor([36, 24, 25] as [Float]))
    }

    /// What isn't known until the program runs can be wrapped, too.
    @Test func wrapsWhatIsMadeById() throws {
        var environment = try RecordEpisodes(FrameStack(AnyEnvironment(id: "CartPole-v1"), count: 2))
        #expect(try environment.reset(seed: 1).shape == [2, 4])
        while try !environment.step(1).outcome.isOver {}
        #expect(environment.episodes.count == 1)
        #expect(environment.frame != nil)
    }

    @Test func badArgumentsThrow() {
        #expect(throws: EnvironmentError.self) { try FrameStack(CartPole(), count: 0) }
        #expect(throws: EnvironmentError.self) { try RecordEpisodes(CartPole(), capacity: 0) }
        for number in [-1, 0, .nan, .infinity] {
            #expect(throws: EnvironmentError.self) { try NormalizeObservation(CartPole(), epsilon: number) }
            #expect(throws: EnvironmentError.self) { try NormalizeReward(CartPole(), epsilon: number) }
        }
        for gamma in [-0.1, 1.1, .nan] {
            #expect(throws: EnvironmentError.self) { try NormalizeReward(CartPole(), gamma: gamma) }
        }
    }
}
