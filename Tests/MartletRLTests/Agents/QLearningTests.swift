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
