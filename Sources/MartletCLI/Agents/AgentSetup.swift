import Martlet

/// How `martlet dqn` runs, besides what decides how the agent learns; it is saved with the agent, so that a resumed run goes on
/// so.
struct AgentSetup: Codable, Sendable {
    /// The steps of the whole run.
    var steps: Int
    /// Steps from one evaluation to the next.
    var evaluateEvery = 1000
    /// Episodes in an evaluation.
    var evaluationEpisodes = 20
    /// Whether learning ends once the environment counts as solved.
    var stops = true

    /// More can't be counted.
    static let mostSteps = 1 << 40

    /// What is wrong; nil if all is right.
    var mistake: String? {
        let counts = [
            ("--steps", steps), ("--evaluate-every", evaluateEvery), ("--evaluation-episodes", evaluationEpisodes),
        ]
        return counts.first { !(1...Self.mostSteps ~= $0.1) }.map {
            "\($0.0) must be positive and at most \(Self.mostSteps), not \($0.1)"
        }
    }
}

extension AgentSetup {
    private static let key = "run"

    /// The setup in the metadata of the agent that came from `path`; nil if there is none.
    ///
    /// - Throws: `BadData` for one that is damaged.
    init?(of agent: DQN, path: String) throws {
        guard let text = agent.metadata[Self.key] else { return nil }
        do {
            self = try JSON(parsing: text).decode()
        } catch {
            throw BadData("agent '\(path)': metadata '\(Self.key)': \(error)")
        }
        if let mistake { throw BadData("agent '\(path)': metadata '\(Self.key)': \(mistake)") }
    }

    /// Puts the setup among what is saved with the agent.
    func write(to agent: inout DQN) throws { agent.metadata[Self.key] = try JSON(encoding: self).serialized() }
}
