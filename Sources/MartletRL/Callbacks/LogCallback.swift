import MartletCodecs
public import MartletNN

/// Tells a tracker of a run of `learn`: its configuration, how learning gets on, how it ended. Numbers are under
/// Stable-Baselines3's names: `rollout/ep_rew_mean`, `train/loss`, `time/fps`, ….
///
/// A tracker that fails neither ends learning nor changes it; the first failure is reported.
public final class LogCallback: LearningCallback {
    private let tracker: GuardedTracker
    private let interval: Int
    private let run: TrackedRun
    private let savesModel: Bool
    private let isRunOpen: Bool

    /// - Parameters:
    ///   - interval: the steps from one time to the next.
    ///   - name: what people call the run.
    ///   - tags: marks of the run.
    ///   - savesModel: whether the tracker is given the network at the end.
    ///   - isRunOpen: whether somebody else begins and ends the tracker's run.
    ///   - onFailure: what is told of the tracker's first failure; unless given, standard error.
    public init(
        _ tracker: any Tracker, every interval: Int = 1000, name: String? = nil, tags: [String: String] = [:],
        savesModel: Bool = false, isRunOpen: Bool = false,
        onFailure: (@Sendable (_ tracker: any Tracker, _ error: any Error) -> Void)? = nil
    ) {
        self.tracker = GuardedTracker(tracker, report: onFailure)
        self.interval = interval
        self.savesModel = savesModel
        self.isRunOpen = isRunOpen
        run = TrackedRun(name: name, tags: tags)
    }

    public func onTrainingStart(_ learning: inout Learning) throws {
        var run = run
        run.origin = learning.agent.online.origin
        if !isRunOpen { tracker.begin(run) }
        var parameters = JSON.parameters(of: learning.agent.configuration)
        parameters["total_timesteps"] = "\(learning.totalTimesteps)"
        parameters["seed"] = "\(learning.agent.seed)"
        tracker.tell { try $0.log(parameters: parameters) }
        let summary = learning.agent.online.summary + "\n"
        tracker.tell { try $0.log(Artifact("model_summary.txt", .text(summary)), step: nil) }
    }

    public func wantsStep(_ timestep: Int) -> Bool { interval > 0 && timestep % interval == 0 }

    public func onStep(_ learning: inout Learning) throws {
        let logs = learning.logs()
        tracker.tell { try $0.log(logs, step: learning.timesteps) }
    }

    public func onTrainingEnd(_ learning: inout Learning) throws {
        if savesModel {
            let model = Artifact("model.safetensors", .model(learning.agent.online))
            tracker.tell { try $0.log(model, step: learning.timesteps) }
        }
        end(.finished)
    }

    public func onTrainingError(_ error: any Error, _ learning: inout Learning) { end(RunStatus(error)) }

    private func end(_ status: RunStatus) {
        if !isRunOpen { tracker.tell { try $0.end(status) } }
    }
}

/// Ends learning after so many episodes.
public final class StopTrainingOnMaxEpisodes: LearningCallback {
    private let limit: Int

    /// Learning ends with the episode of this number.
    public init(_ limit: Int) { self.limit = limit }

    public func wantsStep(_ timestep: Int) -> Bool { true }

    public func onStep(_ learning: inout Learning) throws {
        if learning.agent.episodes.count >= limit { learning.stopLearning = true }
    }
}
