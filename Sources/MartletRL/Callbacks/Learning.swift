import MartletGraph
public import MartletNN

/// A run of `learn` as callbacks see it.
public struct Learning {
    /// The agent that learns.
    public internal(set) var agent: DQN
    /// Set to end learning after this step.
    public var stopLearning = false
    /// The callbacks of this run, so that a checkpoint can keep their state.
    public let callbacks: [any LearningCallback]
    /// When the run began in this process, and how many steps had been taken by then.
    private let start: (nanoseconds: UInt64, timesteps: Int)
    private var losses: (sum: Double, count: Int) = (0, 0)
    /// What was said last.
    private var told: (timestep: Int, logs: Logs)?

    init(_ agent: consuming DQN, _ callbacks: [any LearningCallback]) {
        start = (nanoseconds(), agent.progress.timesteps)
        self.agent = agent
        self.callbacks = callbacks
    }

    /// The steps of the whole run.
    public var totalTimesteps: Int { agent.progress.total }
    /// Steps taken so far.
    public var timesteps: Int { agent.progress.timesteps }
    /// Seconds since the run began.
    public var seconds: Double { Double(nanoseconds() - start.nanoseconds) * 1e-9 }
    /// Steps a second.
    public var framesPerSecond: Double { Double(timesteps - start.timesteps) / max(seconds, 1e-9) }

    /// - Throws: `AgentError.diverged` for a loss that is no finite number.
    mutating func note(loss: Float) throws {
        guard loss.isFinite else { throw AgentError.diverged(loss: Double(loss), timestep: timesteps) }
        losses.sum += Double(loss)
        losses.count += 1
    }

    mutating func endEpisode() {
        agent.progress.episodes.append(
            Episode(
                reward: agent.progress.episodeReward, length: agent.progress.episodeLength,
                timestep: agent.progress.timesteps))
        (agent.progress.episodeReward, agent.progress.episodeLength) = (0, 0)
    }

    /// The numbers that Stable-Baselines3 logs, under its names: of the last 100 episodes, and of the losses since the last
    /// step at which they were asked for. All who ask at a step are told the same.
    public mutating func logs() -> Logs {
        if let told, told.timestep == timesteps { return told.logs }
        let recent = agent.episodes.suffix(100)
        let count = Double(max(1, recent.count))
        var logs: Logs = [
            "rollout/exploration_rate": agent.explorationRate, "time/episodes": Double(agent.episodes.count),
            "time/fps": framesPerSecond.rounded(.down), "time/time_elapsed": seconds,
            "time/total_timesteps": Double(timesteps),
        ]
        if !recent.isEmpty {
            logs["rollout/ep_rew_mean"] = recent.reduce(0) { $0 + $1.reward } / count
            logs["rollout/ep_len_mean"] = recent.reduce(0) { $0 + Double($1.length) } / count
        }
        if losses.count > 0 {
            logs["train/loss"] = losses.sum / Double(losses.count)
            logs["train/learning_rate"] = agent.online.learningRate
            logs["train/n_updates"] = Double(agent.updates)
            losses = (0, 0)
        }
        told = (timesteps, logs)
        return logs
    }
}
