import Martlet

/// How `martlet dqn` runs, besides what decides how the agent learns; it is saved with the agent, so that a resumed run goes on
/// so.
struct AgentSetup: StoredSetup, Sendable {
    static let key = "run"

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
