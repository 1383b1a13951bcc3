import MartletCodecs
import MartletNumerics
import MartletRL
import Testing

/// Environments go on from where another one stood.
@Suite struct ResumingTests {
    func check<E: ResumableEnvironment>(_ environment: E, actions: Int) throws {
        var (first, second) = (environment, environment)
        _ = try first.reset(seed: 3)
        _ = try second.reset(seed: 4)
        func walk(_ environment: inout E, _ steps: Range<Int>) throws -> [Tensor] {
            var seen: [Tensor] = []
            for i in steps {
                let (observation, outcome) = try environment.step(i * 5 / 3 % actions)
                seen += [observation, Tensor(outcome.reward)]
                if outcome.isOver { seen.append(try environment.reset()) }
            }
            return seen
        }
        _ = try walk(&first, 0..<57)
        _ = try walk(&second, 0..<20)
        try second.restore(JSON(encoding: first.standing).decode(E.Standing.self))
        #expect(try walk(&first, 57..<200) == walk(&second, 57..<200), "\(E.self)")
    }

    @Test func runsGoOnAsIfNotStopped() throws {
        try check(TimeLimit(CartPole(), maxEpisodeSteps: 30), actions: 2)
        try check(MountainCar(), actions: 3)
        try check(Acrobot(), actions: 3)
        try check(TimeLimit(FrozenLake(), maxEpisodeSteps: 30), actions: 4)
        try check(CliffWalking(isSlippery: true), actions: 4)
        try check(Taxi(fickleProbability: 0.9), actions: 6)
    }

    @Test func wrappersGoOn() throws {
        let base = try TimeLimit(CartPole(), maxEpisodeSteps: 30)
        try check(FrameStack(base, count: 3), actions: 2)
        try check(NormalizeObservation(base), actions: 2)
        try check(NormalizeReward(base), actions: 2)
        try check(RecordEpisodes(TransformReward(base) { $0 / 2 }, capacity: 2), actions: 2)
    }

    @Test func impossibleStandingsThrow() throws {
        var stack = try FrameStack(CartPole(), count: 2)
        let other = try FrameStack(CartPole(), count: 3)
        #expect(throws: EnvironmentError.self) { try stack.restore(other.standing) }
        var short = try TimeLimit(CartPole(), maxEpisodeSteps: 2)
        var long = try TimeLimit(CartPole(), maxEpisodeSteps: 20)
        _ = try long.reset()
        for _ in 0..<3 { _ = try long.step(0) }
        #expect(throws: EnvironmentError.self) { try short.restore(long.standing) }
        var lake = try FrozenLake(map: ["SG"])
        var cliff = CliffWalking()
        _ = try cliff.reset()
        #expect(throws: EnvironmentError.self) { try lake.restore(cliff.standing) }
    }

    /// A file may hold any numbers; a step comes to its end with all of them.
    @Test func acrobotsWithoutBoundsGoOn() throws {
        for number in [1e300, -1e300, .infinity, .nan, 1e17] {
            var environment = Acrobot()
            _ = try environment.reset()
            environment.state = SIMD4(repeating: number)
            _ = try environment.step(2)
        }
    }
}
