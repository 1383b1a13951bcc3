public import MartletNN

/// Tells a tracker how learning gets on, under Stable-Baselines3's names: `rollout/ep_rew_mean`, `train/loss`, `time/fps`, ….
public final class LogCallback: LearningCallback {
    private let tracker: any Tracker
    private let interval: Int

    /// - Parameter interval: the steps from one time to the next.
    public init(_ tracker: any Tracker, every interval: Int = 1000) {
        self.tracker = tracker
        self.interval = interval
    }

    public func wantsStep(_ timestep: Int) -> Bool { interval > 0 && timestep % interval == 0 }

    public func onStep(_ learning: inout Learning) throws {
        try tracker.log(learning.logs(), step: learning.timesteps)
    }
}

/// Ends learning after so many episodes.
public final class StopTrainingOnMaxEpisodes: LearningCallback {
    private let limit: Int

    public init(_ limit: Int) { self.limit = limit }

    public func wantsStep(_ timestep: Int) -> Bool { true }

    public func onStep(_ learning: inout Learning) throws {
        if learning.agent.episodes.count >= limit { learning.stopLearning = true }
    }
}
