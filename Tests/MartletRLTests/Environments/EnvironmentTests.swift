import CMartletTestSupport
import MartletNumerics
import MartletRL
import Testing

@Suite struct EnvironmentTests {
    /// Reference: what Gymnasium 1.4.0 prints for `reset(seed=7)` and five steps of CartPole-v1.
    @Test func observationsAreGymnasiums() throws {
        var environment = CartPole()
        _ = try environment.reset(seed: 7)
        var observation = Tensor.zeros([4])
        for action in [0, 1, 1, 0, 1] { observation = try environment.step(action).observation }
        #expect(
            observation.array(of: Float.self) == [0.016399066895, 0.232748508453, 0.026641938835, -0.274059683084])
    }

    @Test(arguments: EnvironmentSpec.all.map(\.id))
    func observationsAreOfTheirSpace(id: String) throws {
        var environment = try EnvironmentSpec(id: id).make()
        let actions = try #require(environment.actionSpace.discreteCount)
        var random = PCG64(seed: 3)
        var observation: Tensor = try environment.reset(seed: 5)
        for _ in 0..<2_000 {
            #expect(observation.shape == environment.observationSpace.shape)
            let numbers = observation.array(of: Float.self)
            switch environment.observationSpace {
            case .discrete(let count): #expect(0..<Float(count) ~= numbers[0])
            case .box(let low, let high, _):
                #expect(numbers.indices.allSatisfy { low[$0] <= numbers[$0] && numbers[$0] <= high[$0] })
            }
            let (next, outcome) = try environment.step(try random.integer(in: 0..<actions))
            observation = outcome.isOver ? try environment.reset() : next
        }
    }

    @Test(arguments: EnvironmentSpec.all.map(\.id))
    func badUseThrows(id: String) throws {
        var environment = try AnyEnvironment(id: id)
        let count = try #require(environment.actionSpace.discreteCount)
        #expect(throws: EnvironmentError.needsReset) { try environment.step(0) }
        _ = try environment.reset(seed: 1)
        for action in [-1, count, .max, .min] {
            #expect(throws: EnvironmentError.invalidAction(action, count: count)) { try environment.step(action) }
        }
        // A refused action leaves the episode as it was.
        var other = try AnyEnvironment(id: id)
        _ = try other.reset(seed: 1)
        #expect(try environment.step(1).observation == other.step(1).observation)
    }

    @Test func endedEpisodesNeedReset() throws {
        var environment = try TimeLimit(CartPole(), maxEpisodeSteps: 3)
        _ = try environment.reset(seed: 1)
        #expect(try !environment.step(0).outcome.isOver)
        #expect(try !environment.step(1).outcome.isOver)
        #expect(try environment.step(0).outcome == Outcome(reward: 1, isTruncated: true))
        #expect(throws: EnvironmentError.needsReset) { try environment.step(0) }
        var pole = CartPole()
        _ = try pole.reset(seed: 1)
        while try !pole.step(1).outcome.isTerminated {}
        #expect(throws: EnvironmentError.needsReset) { try pole.step(0) }
    }

    /// Without a seed, episodes go on with the random numbers; never seeded means seed 0.
    @Test func seedsDecideAll() throws {
        var (seeded, unseeded) = (CartPole(), CartPole())
        #expect(try seeded.reset(seed: 0) == unseeded.reset())
        let second = try seeded.reset()
        #expect(try second == unseeded.reset())
        #expect(try seeded.reset(seed: 0) != second)
        #expect(try seeded.reset(seed: 1 << 32) != unseeded.reset(seed: 0))
    }

    @Test func copiesGoOnByThemselves() throws {
        var environment = try AnyEnvironment(id: "CartPole-v1")
        _ = try environment.reset(seed: 4)
        var copy = environment
        let observation = try environment.step(1).observation
        _ = try environment.step(1)
        #expect(try copy.step(1).observation == observation)
    }

    @Test func stepsAllocateNothing() throws {
        var environment = try TimeLimit(CartPole(), maxEpisodeSteps: 500)
        var lake = try FrozenLake()
        func walk(_ steps: Int, _ span: inout MutableSpan<Float>) throws {
            for i in 0..<steps {
                if try environment.step(i % 2, observation: &span).isOver {
                    try environment.reset(seed: nil, observation: &span)
                }
                if try lake.step(i % 4, observation: &span).isOver { try lake.reset(seed: nil, observation: &span) }
            }
        }
        var numbers: [Float] = [0, 0, 0, 0]
        var span = numbers.mutableSpan
        try environment.reset(seed: 1, observation: &span)
        try lake.reset(seed: 1, observation: &span)
        try walk(10, &span)
        let before = mk_allocation_count()
        try walk(1000, &span)
        if mk_counts_allocations() { #expect(mk_allocation_count() == before) }
    }

    @Test func unknownEnvironmentsAreListed() {
        #expect {
            try EnvironmentSpec(id: "CartPole-v7")
        } throws: { error in
            "\(error)".contains("'CartPole-v7'") && "\(error)".contains("CartPole-v1, MountainCar-v0, Acrobot-v1")
        }
    }

    @Test func badArgumentsThrow() {
        #expect(throws: EnvironmentError.self) { try TimeLimit(CartPole(), maxEpisodeSteps: 0) }
        for map in [[], [""], ["SF", "F"], ["FF", "FG"], ["S x"], ["SÄ"]] {
            #expect(throws: EnvironmentError.self) { try FrozenLake(map: map) }
        }
        for rate in [-0.1, 1.1, .nan, .infinity] {
            #expect(throws: EnvironmentError.self) { try FrozenLake(successRate: rate) }
            #expect(throws: EnvironmentError.self) { try Taxi(rainProbability: rate) }
            #expect(throws: EnvironmentError.self) { try Taxi(fickleProbability: rate) }
            #expect(throws: EnvironmentError.self) { try FrozenLake.randomMap(frozen: rate, seed: 0) }
        }
        #expect(throws: EnvironmentError.self) { try FrozenLake.randomMap(size: 1, seed: 0) }
    }

    /// Planning reads the table: what follows has probability 1 in all.
    @Test func tablesAreWhole() throws {
        for table in [try FrozenLake().transitions, CliffWalking(isSlippery: true).transitions, try Taxi().transitions]
        {
            #expect(abs(table.start.reduce(0, +) - 1) < 1e-12)
            for state in 0..<table.stateCount {
                for action in 0..<table.actionCount {
                    let ways = table.transitions(from: state, action: action)
                    #expect(abs(ways.map(\.probability).reduce(0, +) - 1) < 1e-12)
                    #expect(ways.allSatisfy { 0..<table.stateCount ~= $0.state })
                }
            }
            #expect(table.transitions(from: -1, action: 0).isEmpty && table.transitions(from: 0, action: 9).isEmpty)
        }
    }
}
