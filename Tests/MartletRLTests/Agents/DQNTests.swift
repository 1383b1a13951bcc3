import CMartletTestSupport
import MartletGraph
import MartletNN
import MartletNumerics
import MartletRL
import MartletTestSupport
import Testing

@Suite struct DQNTests {
    /// The corridor's best: from place p it takes 6 − p steps.
    private func isSolved(_ agent: DQN) throws -> Bool {
        var environment = Corridor()
        let evaluation = try evaluatePolicy(agent, in: &environment, episodes: 10, seed: 5)
        return evaluation.lengths.allSatisfy { $0 <= 6 } && evaluation.mean > 0.4
    }

    static let variants: [(name: String, configuration: DQNConfiguration)] = [
        ("plain", .small()), ("double", .small { $0.doubleQ = true }), ("dueling", .small { $0.dueling = true }),
        ("prioritized", .small { $0.prioritizedReplay = .init() }), ("n-step", .small { $0.nSteps = 3 }),
        ("noisy", .small { $0.noisyNetwork = true }),
        ("polyak", .small { ($0.tau, $0.targetUpdateInterval) = (0.05, 1) }),
        ("distributional", .small { $0.distributional = .init(atoms: 21, vMin: -3, vMax: 2) }),
        (
            "rainbow",
            .small {
                let learning = $0
                $0 = .rainbow(vMin: -3, vMax: 2)
                ($0.learningRate, $0.bufferSize, $0.learningStarts) = (5e-3, 500, 64)
                ($0.batchSize, $0.trainFrequency) = (learning.batchSize, 1)
                $0.targetUpdateInterval = 20
                $0.distributional?.atoms = 21
            }
        ),
    ]

    @Test(arguments: variants.indices) func learns(_ index: Int) throws {
        var environment = Corridor()
        func untrained(_ seed: UInt64) throws -> DQN {
            try DQN(
                for: environment, hiddenUnits: [16, 16], configuration: Self.variants[index].configuration, seed: seed)
        }
        // Some agents are drawn so that they solve it at once.
        var seed: UInt64 = 3
        var agent = try untrained(seed)
        while try isSolved(agent) {
            seed += 1
            agent = try untrained(seed)
        }
        try agent.learn(totalTimesteps: 1500, in: &environment)
        #expect(try isSolved(agent), "\(Self.variants[index].name)")
        #expect(agent.timesteps == 1500 && agent.updates == 1436 && agent.transitions == 500)
        #expect(agent.episodes.count > 10)
    }

    @Test func learnsFromStates() throws {
        var environment = Places()
        var agent = try DQN(for: environment, hiddenUnits: [16], configuration: .small(), seed: 1)
        try agent.learn(totalTimesteps: 1500, in: &environment)
        let evaluation = try evaluatePolicy(agent, in: &environment, episodes: 10, seed: 5)
        #expect(evaluation.mean > 0.4)
    }

    @Test(arguments: variants.indices) func sameSeedSameBytes(_ index: Int) throws {
        func run(threads: Int) throws -> (result: DQN, shared: Bool) {
            try onThreads(threads) {
                var environment = Corridor()
                var agent = try DQN(
                    for: environment, hiddenUnits: [256, 128], configuration: Self.variants[index].configuration,
                    seed: 8)
                try agent.learn(totalTimesteps: 150, in: &environment)
                return agent
            }
        }
        let (one, (again, _), (two, shared)) = (try run(threads: 1).result, try run(threads: 1), try run(threads: 2))
        #expect(shared && one.updates > 0)
        for name in one.online.parameters.map(\.name) {
            #expect(one.online[name] == again.online[name] && one.online[name] == two.online[name])
            #expect(one.target[name] == two.target[name])
        }
        #expect(one.episodes == two.episodes)
    }

    @Test func aCopyIsATrueCopy() throws {
        var environment = Corridor()
        var agent = try DQN(for: environment, hiddenUnits: [8], configuration: .small(), seed: 1)
        try agent.learn(totalTimesteps: 100, in: &environment)
        let copy = agent
        let before = copy.online["output/kernel"]
        #expect(agent.online["output/kernel"] != agent.target["output/kernel"])
        try agent.learn(totalTimesteps: 200, in: &environment, resume: true)
        #expect(copy.online["output/kernel"] == before && copy.timesteps == 100 && agent.timesteps == 200)
        #expect(agent.online["output/kernel"] != before)
    }

    /// Counts allocations between two steps.
    private final class Counter: LearningCallback {
        var counts: [Int64] = []
        init() { counts.reserveCapacity(4) }
        func wantsStep(_ timestep: Int) -> Bool { timestep == 600 || timestep == 1600 }
        func onStep(_ learning: inout Learning) throws { counts.append(mk_allocation_count()) }
    }

    /// But for the list of episodes, which grows now and then.
    @Test(.enabled(if: mk_counts_allocations(), "a sanitizer's allocator counts nothing"), arguments: variants.indices)
    func stepsAllocateNothing(_ index: Int) throws {
        var environment = Corridor()
        var agent = try DQN(
            for: environment, hiddenUnits: [16, 16], configuration: Self.variants[index].configuration, seed: 3)
        let counter = Counter()
        try agent.learn(totalTimesteps: 1600, in: &environment, callbacks: [counter])
        #expect(counter.counts[1] - counter.counts[0] < 8)
    }

    @Test func explorationFallsAlongALine() {
        let configuration = DQNConfiguration { $0.explorationFraction = 0.2 }
        #expect(configuration.epsilon(at: 0, of: 1000) == 1)
        #expect(abs(configuration.epsilon(at: 100, of: 1000) - 0.525) < 1e-12)
        #expect(configuration.epsilon(at: 200, of: 1000) == 0.05)
        #expect(DQNConfiguration.rainbow(vMin: 0, vMax: 1).epsilon(at: 0, of: 10) == 0)
    }

    @Test func mistakesAreThrown() throws {
        var places = Places()
        let corridor = Corridor()
        #expect(throws: AgentError.self) { try DQN(for: corridor, hiddenUnits: [0]) }
        for change: (inout DQNConfiguration) -> Void in [
            { $0.bufferSize = 10 }, { $0.batchSize = 0 }, { $0.gamma = 1.5 }, { $0.tau = 0 }, { $0.nSteps = 0 },
            { $0.maxGradientNorm = -1 }, { $0.distributional = .init(atoms: 1) },
            { $0.distributional = .init(vMin: 1, vMax: 1) }, { $0.prioritizedReplay = .init(epsilon: 0) },
        ] {
            #expect(throws: AgentError.self) { try DQN(for: corridor, configuration: .small(change)) }
        }
        var agent = try DQN(for: corridor, hiddenUnits: [8], configuration: .small())
        #expect(throws: AgentError.self) { try agent.learn(totalTimesteps: 10, in: &places) }
        #expect(throws: AgentError.self) { try agent.predict(Tensor.zeros([3])) }
        #expect(throws: AgentError.self) { try evaluatePolicy(agent, in: &places, episodes: 0) }
        #expect(agent.timesteps == 0)
        #expect(throws: AgentError.self) { try DQN(for: corridor) { $0.reshaped([-1]) } }
        #expect(throws: GraphError.self) { try DQN(for: corridor) { $0.reshaped([-1, 7]) } }
    }
}
