import Martlet

/// Lets an agent learn to balance a pole, for a few thousand steps or until it can.
struct AgentSection: DemoSection {
    let name = "dqn"
    let title = "Let an agent learn to balance a pole"

    func run(_ stage: inout DemoStage) throws -> JSON {
        let spec = try EnvironmentSpec(id: "CartPole-v1")
        guard let tuned = DQN.tuned(for: spec.id) else { preconditionFailure("CartPole-v1 is tuned for") }
        let environment = AnyEnvironment(spec.make())
        let agent = try DQN(
            for: environment, hiddenUnits: tuned.hiddenUnits, configuration: tuned.configuration,
            seed: stage.run.setup.seed)
        var run = try AgentRun(agent, spec, AgentSetup(steps: tuned.timesteps))
        let report = try run.learn(in: environment)
        stage.draw(report.text(savedTo: nil).split(separator: "\n").map { String($0) })
        let returns = report.agent.episodes.map(\.reward)
        let line = LineChart.Series("", x: returns.indices.map { Double($0 + 1) }, y: returns)
        stage.show(LineChart(x: "episode", y: "return", series: [line]).svg, "Steps that the pole stays up")
        return report.json(savedTo: nil)
    }
}
