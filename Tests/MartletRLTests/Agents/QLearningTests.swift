import MartletNumerics
import MartletRL
import Testing

@Suite struct QLearningTests {
    @Test func findsTheBestWay() throws {
        var environment = Places()
        var agent = try QLearning(for: environment, learningRate: 0.2, gamma: 0.95, seed: 1)
        try agent.learn(episodes: 200, in: &environment)
        for place in 0..<Corridor.length - 1 { #expect(try agent.predict(Tensor([Float(place)])) == 1) }
        // The value of the last step is its reward, that of the one before discounted.
        let values = agent.table.array(of: Double.self)
        #expect(abs(values[2 * 5 + 1] - 1) < 0.01)
        #expect(abs(values[2 * 4 + 1] - (-0.1 + 0.95)) < 0.02)
        #expect(agent.episodes.count == 200)
        #expect(abs(agent.explorationRate - 0.1339796748579617) < 1e-12)
    }

    /// What a way of acting is worth at the start, which goes on from any state as `choose` does from the worth of its
    /// actions there.
    private func worth(
        _ table: TransitionTable, gamma: Double, choosing choose: (_ state: Int, _ worths: [Double]) -> Int
    ) -> Double {
        var values = [Double](repeating: 0, count: table.stateCount)
        for _ in 0..<5000 {
            for state in values.indices {
                let worths = (0..<table.actionCount).map { action in
                    table.transitions(from: state, action: action).reduce(0) {
                        $0 + $1.probability * ($1.reward + ($1.isTerminated ? 0 : gamma * values[$1.state]))
                    }
                }
                values[state] = worths[choose(state, worths)]
            }
        }
        return zip(table.start, values).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The policy that is learnt is worth as much as the best there is, which value iteration finds.
    @Test(arguments: [false, true]) func policyOnTheFrozenLakeIsOptimal(isSlippery: Bool) throws {
        var lake = try FrozenLake(isSlippery: isSlippery)
        var agent = try QLearning(for: lake, gamma: 0.99, finalEpsilon: 1, seed: 1)
        for rate in [0.1, 0.01, 0.001] {
            agent.learningRate = rate
            try agent.learn(episodes: 50_000, in: &lake)
        }
        let learnt = try (0..<agent.states).map { try agent.predict(Tensor([Float($0)])) }
        let best = worth(lake.transitions, gamma: 0.99) { _, worths in worths.firstIndex(of: worths.max()!)! }
        #expect(best > 0.5)
        #expect(abs(worth(lake.transitions, gamma: 0.99) { state, _ in learnt[state] } - best) < 1e-9)
    }

    @Test func sameSeedSameTable() throws {
        func table() throws -> Tensor {
            var environment = Places()
            var agent = try QLearning(for: environment, seed: 6)
            try agent.learn(episodes: 20, in: &environment)
            return agent.table
        }
        #expect(try table() == table())
    }

    @Test func mistakesAreThrown() throws {
        #expect(throws: AgentError.self) { try QLearning(for: Corridor()) }
        #expect(throws: AgentError.self) { try QLearning(for: Places(), gamma: 2) }
        var agent = try QLearning(for: Places())
        var corridor = Corridor()
        #expect(throws: AgentError.self) { try agent.learn(episodes: 1, in: &corridor) }
        #expect(throws: AgentError.self) { try agent.predict(Tensor([Float(99)])) }
        #expect(throws: AgentError.self) { try agent.predict(Tensor([Float(0.5)])) }
    }
}
