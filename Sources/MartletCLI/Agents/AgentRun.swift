import Martlet

/// A run of learning, and what came of it.
struct AgentRun {
    /// The steps of an episode in an environment that has no limit of its own: an agent that doesn't know better may run
    /// against a wall for ever.
    static let episodeLimit = 1000

    var agent: DQN
    let spec: EnvironmentSpec
    let setup: AgentSetup
    /// The mean return at which learning ends.
    private var threshold: Double? { setup.stops ? spec.rewardThreshold : nil }
    var callbacks: [any LearningCallback] = []
    var isResumed = false
    /// Whether the agent has the network that did best in an evaluation.
    private(set) var hasBest = false

    /// What an agent's file calls the environment that it learned in.
    static let environmentKey = "environment"

    /// The agent in a file, and the id of the environment that it acts in: the one given, or else the file's.
    ///
    /// - Throws: `ArgumentError` where neither says it; what reading an agent throws.
    static func read(_ path: String, actingIn given: String?) throws -> (agent: DQN, environment: String) {
        let agent = try DQN(contentsOf: path)
        guard let environment = given ?? agent.metadata[environmentKey] else {
            throw ArgumentError("--env", "'\(path)' doesn't say in which environment its agent learned; give its id")
        }
        return (agent, environment)
    }

    init(_ agent: DQN, _ spec: EnvironmentSpec, _ setup: AgentSetup) throws {
        self.agent = agent
        self.agent.metadata[Self.environmentKey] = spec.id
        try setup.write(to: &self.agent.metadata)
        self.spec = spec
        self.setup = setup
    }

    /// The first step at which an evaluation's mean return reached the environment's threshold.
    private func solved(_ means: [(timestep: Int, mean: Double)]) -> Int? {
        guard let threshold = spec.rewardThreshold else { return nil }
        return means.first { $0.mean >= threshold }?.timestep
    }

    /// Learns, and keeps the network that did best.
    ///
    /// - Throws: what callbacks and the environment throw; `AgentError.diverged`: the agent is then a new one with the
    ///   network that did best, if `hasBest`; `CancellationError`: then it has that network, too.
    mutating func learn(in environment: some Environment) throws -> AgentReport {
        let goal = threshold.map { StopTrainingOnRewardThreshold($0) }
        let watch = EvalCallback(
            environment, every: setup.evaluateEvery, episodes: setup.evaluationEpisodes,
            onNewBest: goal.map { [$0] } ?? [])
        var environment = environment
        let (before, start) = (agent.timesteps, ContinuousClock.now)
        do {
            try agent.learn(
                totalTimesteps: setup.steps, in: &environment, callbacks: [ProgressBarCallback(), watch] + callbacks,
                resume: isResumed)
            guard agent.online.isFinite else {
                throw AgentError.diverged(loss: .nan, timestep: agent.timesteps)
            }
        } catch let error as AgentError {
            guard case .diverged = error else { throw error }
            if let best = watch.bestModel, best.isFinite {
                agent = try agent.anew(with: best)
                hasBest = true
            }
            throw error
        } catch let error as CancellationError {
            if let best = watch.bestModel { try agent.adopt(best) }
            throw error
        }
        let seconds = Double((ContinuousClock.now - start) / .nanoseconds(1)) * 1e-9
        if let best = watch.bestModel { try agent.adopt(best) }
        let result = try evaluatePolicy(
            agent, in: &environment, episodes: setup.evaluationEpisodes, seed: agent.seed &+ 1)
        // The last one counts too: there may have been none before.
        let means = watch.entries.map { ($0.timestep, $0.evaluation.mean) } + [(agent.timesteps, result.mean)]
        return AgentReport(
            environment: spec.id, agent: agent, evaluation: result,
            solvedAt: goal?.solvedAt ?? solved(means),
            threshold: spec.rewardThreshold, steps: agent.timesteps - before, seconds: seconds)
    }
}

/// The results of a run, to be read by people or programs.
struct AgentReport {
    var environment: String
    var agent: DQN
    var evaluation: PolicyEvaluation
    var solvedAt: Int?
    var threshold: Double?
    var steps: Int
    var seconds: Double

    /// The agent as `--save` keeps it.
    var savable: any Savable { Played(agent: agent) }

    private struct Played: Savable {
        let agent: DQN

        func save(to path: String) throws { try agent.save(to: path, includeReplay: false) }
    }

    /// What trackers are told.
    var numbers: Logs {
        ["evaluation/mean": evaluation.mean, "evaluation/standard_deviation": evaluation.standardDeviation]
    }

    private var stepsPerSecond: Double { Double(steps) / max(seconds, 1e-9) }

    func json(savedTo path: String?) -> JSON {
        var json: JSON = ["environment": .string(environment)]
        json["timesteps"] = .integer(agent.timesteps)
        json["updates"] = .integer(agent.updates)
        json["seconds"] = .double(seconds)
        json["steps_per_second"] = .double(stepsPerSecond)
        json["solved_at"] = solvedAt.map { .integer($0) } ?? .null
        var result: JSON = ["mean": .double(evaluation.mean)]
        result["standard_deviation"] = .double(evaluation.standardDeviation)
        result["episodes"] = .integer(evaluation.rewards.count)
        result["returns"] = .array(evaluation.rewards.map { .double($0) })
        json["evaluation"] = result
        json["returns"] = .array(agent.episodes.map { .double($0.reward) })
        json["lengths"] = .array(agent.episodes.map { .integer($0.length) })
        json["seed"] = JSON(seed: agent.seed)
        json["parameters"] = .integer(agent.online.parameterCount)
        json["agent"] = path.map { .string($0) } ?? .null
        return json
    }

    func text(savedTo path: String?) -> String {
        let recent = agent.episodes.suffix(100).map(\.reward)
        let recentMean: Double = recent.reduce(0, +) / Double(max(1, recent.count))
        let unsolved: String =
            threshold.map { "no, which takes a mean of \($0.short)" } ?? "no threshold is known"
        let solved: String = solvedAt.map { "at step \(grouped($0))" } ?? unsolved
        let evaluated = "\(evaluation.mean.short) ± \(evaluation.standardDeviation.short)"
        let rows: [[String]] = [
            ["episodes", grouped(agent.episodes.count)],
            ["mean return of the last \(recent.count)", recent.isEmpty ? "none ended" : recentMean.short],
            ["evaluation, \(evaluation.rewards.count) episodes", evaluated],
            ["solved", solved],
        ]
        let head =
            "\(environment): \(grouped(agent.timesteps)) steps, \(grouped(agent.updates)) updates of "
            + "\(grouped(agent.online.parameterCount)) parameters"
        let speed = "  \(seconds.short) s: \(rate(stepsPerSecond)) steps/s"
        let saved = path.map { ["Saved to \($0)"] } ?? []
        return ([head, aligned(rows), speed] + saved).joined(separator: "\n")
    }
}
