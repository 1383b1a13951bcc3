import Glibc
import MartletGraph
import MartletNN
import MartletNumerics

extension DQN {
    /// Learns by acting in an environment.
    ///
    /// The first episode begins with the agent's seed, the others go on with the environment's random numbers: the same seed
    /// gives the same agent, byte for byte. An episode that is cut off, as by a time limit, isn't taken as over.
    ///
    /// - Parameters:
    ///   - totalTimesteps: the steps of the whole run, over which the exploration rate falls.
    ///   - environment: with the spaces that the agent was made for.
    ///   - callbacks: what watches.
    ///   - resume: whether to go on with the last run, or with that of the checkpoint that the agent was read from, up to
    ///     `totalTimesteps` of it; else a run begins, with the networks and the replay buffer as they are.
    /// - Throws: `AgentError` for an environment with other spaces; what the environment and callbacks throw;
    ///   `CancellationError` at the next step after the task was cancelled. `resume: true` then goes on.
    public mutating func learn(
        totalTimesteps: Int, in environment: inout some Environment, callbacks: [any LearningCallback] = [],
        resume: Bool = false
    ) throws {
        guard (0...1 << 40).contains(totalTimesteps) else {
            throw AgentError.invalid(
                argument: "totalTimesteps", reason: "must be from 0 to \(1 << 40) and is \(totalTimesteps)")
        }
        try spaces.check(environment)
        let interruption = progress.interruption
        progress.interruption = nil
        if resume {
            try interruption?.restore(&environment)
        } else {
            progress = Progress(updates: progress.updates)
            pending.removeAll()
        }
        progress.total = totalTimesteps
        let isLogged = callbacks.contains { $0 is LogCallback }
        let wanted = isLogged ? nil : AutomaticTracking.wanted
        let log = wanted.map { LogCallback($0.tracker(), savesModel: $0.savesModel) }
        let callbacks = callbacks + (log.map { [$0] } ?? [])
        var run = Learning(self, callbacks)
        // The run's agent is the only owner of what it changes, so that a step copies nothing.
        networks = []
        replay = ReplayBuffer(checked: 1, observation: spaces.observation, prioritized: nil)
        defer { self = run.agent }
        // Those that were told of the start, and not yet of the end.
        var watching: [any LearningCallback] = []
        do {
            for callback in callbacks {
                try callback.onTrainingStart(&run)
                watching.append(callback)
            }
            if resume, let interruption { try interruption.restore(callbacks, into: &run) }
            try run.run(in: &environment)
            while !watching.isEmpty { try watching.removeFirst().onTrainingEnd(&run) }
        } catch {
            for callback in watching { callback.onTrainingError(error, &run) }
            throw error
        }
    }
}

extension Learning {
    /// Acts and learns until the steps are used up or a callback ends it.
    fileprivate mutating func run(in environment: inout some Environment) throws {
        let configuration = agent.configuration
        let size = agent.spaces.observationCount
        var acting = try configuration.acting.stepper(
            of: agent.networks, inputs: [TensorType(Shape([1] + agent.spaces.observation))])
        let isPrioritized = configuration.prioritizedReplay != nil
        var update = try configuration.objective.stepper(
            of: agent.networks, inputs: agent.replay.batchTypes(configuration.batchSize), training: 0)
        // The state lies where the network reads it; what follows it is written beside.
        let state = acting.input(0).assumingMemoryBound(to: Float.self)
        let next = UnsafeMutablePointer<Float>.allocate(capacity: size)
        next.initialize(repeating: 0, count: size)
        defer { next.deallocate() }
        let values = UnsafePointer(acting.output(0).assumingMemoryBound(to: Float.self))
        let actions = agent.spaces.actions

        if agent.progress.observation.count == size {
            state.update(from: agent.progress.observation, count: size)
        } else {
            try Self.reset(&environment, seed: agent.seed, state, size)
        }
        defer { agent.progress.observation = Array(UnsafeBufferPointer(start: state, count: size)) }
        while agent.progress.timesteps < agent.progress.total, !stopLearning {
            try Task.checkCancellation()
            let step = agent.progress.timesteps
            let action: Int
            if step < configuration.learningStarts
                || agent.exploration.nextUnit() < configuration.epsilon(at: step, of: agent.progress.total)
            {
                action = Int(agent.exploration.next(below: UInt32(actions)))
            } else {
                try acting.run(agent.networks, draw: Self.actingDraws + UInt64(step))
                action = Self.best(values, actions)
            }
            var span = MutableSpan(_unsafeStart: next, count: size)
            let outcome = try environment.step(action, observation: &span)
            agent.pending.append(
                state, action, Float(outcome.reward), next, isTerminated: outcome.isTerminated,
                isOver: outcome.isOver, to: &agent.replay)
            agent.progress.timesteps += 1
            agent.progress.episodeReward += outcome.reward
            agent.progress.episodeLength += 1
            if outcome.isOver {
                endEpisode()
                try Self.reset(&environment, seed: nil, state, size)
            } else {
                state.update(from: next, count: size)
            }

            let timesteps = agent.progress.timesteps
            if timesteps % configuration.targetUpdateInterval == 0 { try agent.updateTarget() }
            if timesteps > configuration.learningStarts, timesteps % configuration.trainFrequency == 0,
                agent.replay.count >= configuration.batchSize
            {
                for _ in 0..<configuration.gradientSteps {
                    try agent.replay.sample(into: &update, beta: beta, using: &agent.sampling)
                    try update.step(&agent.networks)
                    if isPrioritized {
                        try update.withResult(1, as: Float.self) { try agent.replay.update(errors: $0) }
                    }
                    agent.progress.updates += 1
                    try note(loss: update.loss)
                }
            }
            for callback in callbacks where callback.wantsStep(timesteps) {
                agent.progress.observation = Array(UnsafeBufferPointer(start: state, count: size))
                if callback.keepsRun { agent.progress.interruption = try Interruption(self, environment) }
                try callback.onStep(&self)
                agent.progress.interruption = nil
            }
        }
    }

    /// How far weights make up for priorities: fully at the run's end.
    private var beta: Double {
        guard let start = agent.configuration.prioritizedReplay?.beta else { return 1 }
        return start + (1 - start) * Double(agent.progress.timesteps) / Double(max(1, agent.progress.total))
    }

    /// Tells the noise of acting from that of learning.
    private static let actingDraws: UInt64 = 1 << 48

    private static func reset(
        _ environment: inout some Environment, seed: UInt64?, _ state: UnsafeMutablePointer<Float>, _ size: Int
    ) throws {
        var span = MutableSpan(_unsafeStart: state, count: size)
        try environment.reset(seed: seed, observation: &span)
    }

    /// The first of the largest values' places.
    @inline(__always)
    private static func best(_ values: UnsafePointer<Float>, _ count: Int) -> Int {
        var best = 0
        for action in 1..<max(1, count) where values[action] > values[best] { best = action }
        return best
    }
}

extension DQN {
    /// Moves the target network towards the online network.
    mutating func updateTarget() throws {
        let online = networks[0]
        try networks[1].copyParameters(from: online, tau: Float(configuration.tau))
    }
}
