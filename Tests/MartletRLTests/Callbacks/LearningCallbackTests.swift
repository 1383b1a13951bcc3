import MartletNN
import MartletNumerics
import MartletRL
import MartletTestSupport
import Synchronization
import Testing

@Suite struct LearningCallbackTests {
    /// Used by one thread at a time.
    private final class Notes: Tracker, @unchecked Sendable {
        struct Failure: Error {}

        private let isFailing: Bool
        var entries: [(step: Int, numbers: Logs)] = []
        var parameters: [String: String] = [:]
        var told: [String] = []
        var artifacts: [String] = []

        init(isFailing: Bool = false) { self.isFailing = isFailing }

        func begin(_ run: TrackedRun) throws { told.append("begin \(run.name ?? "")") }
        func log(parameters: [String: String]) throws { self.parameters = parameters }
        func log(_ numbers: Logs, step: Int) throws {
            if isFailing { throw Failure() }
            entries.append((step, numbers))
        }
        func log(_ artifact: Artifact, step: Int?) throws { artifacts.append(artifact.path) }
        func end(_ status: RunStatus) throws { told.append("\(status)") }
    }

    private func learned(_ callbacks: [any LearningCallback], steps: Int = 1500) throws -> DQN {
        var environment = Corridor()
        var agent = try DQN(for: environment, hiddenUnits: [16, 16], configuration: .small(), seed: 3)
        try agent.learn(totalTimesteps: steps, in: &environment, callbacks: callbacks)
        return agent
    }

    @Test func aRewardThresholdEndsLearning() throws {
        let folder = TemporaryFolder()
        let notes = Notes()
        let threshold = StopTrainingOnRewardThreshold(0.4)
        let evaluation = EvalCallback(
            Corridor(), every: 100, episodes: 10, savingBestTo: folder["best.safetensors"], onNewBest: [threshold],
            tracker: notes)
        let agent = try learned([evaluation])
        #expect(agent.timesteps < 1500 && threshold.solvedAt == agent.timesteps)
        #expect(
            evaluation.bestMeanReward >= 0.4 && evaluation.entries.last!.evaluation.mean == evaluation.bestMeanReward)
        #expect(notes.entries.last!.numbers["eval/mean_reward"] == evaluation.bestMeanReward)
        let best = try DQN(contentsOf: folder["best.safetensors"])
        #expect(best.online["output/kernel"] == evaluation.bestModel?["output/kernel"])
        #expect(best.transitions == 0)
    }

    @Test func noImprovementEndsLearning() throws {
        let patience = StopTrainingOnNoModelImprovement(maxNoImprovementEvals: 3)
        let evaluation = EvalCallback(Corridor(), every: 20, episodes: 2, afterEach: [patience])
        let agent = try learned([evaluation], steps: 5000)
        #expect(agent.timesteps < 5000)
        #expect(evaluation.entries.suffix(4).allSatisfy { $0.evaluation.mean <= evaluation.bestMeanReward })
    }

    /// Trackers that fail change nothing.
    @Test func failuresOfTrackersEndNothing() throws {
        let failures = Mutex(0)
        let callbacks: [any LearningCallback] = [
            LogCallback(Notes(isFailing: true), every: 100) { _, _ in failures.withLock { $0 += 1 } },
            EvalCallback(Corridor(), every: 400, tracker: Notes(isFailing: true)),
        ]
        let (tracked, alone) = (
            try learned(callbacks), try learned([EvalCallback(Corridor(), every: 400)])
        )
        #expect(tracked.online["output/kernel"] == alone.online["output/kernel"])
        #expect(failures.withLock { $0 } == 1)
    }

    /// Runs that nobody is told of are told to whoever wants to be.
    @Test func learningIsTrackedByItself() throws {
        let notes = Notes()
        AutomaticTracking.current.withLock { $0 = AutomaticTracking(savesModel: true) { notes } }
        defer { AutomaticTracking.current.withLock { $0 = nil } }
        _ = try learned([], steps: 1500)
        #expect(notes.entries.map(\.step) == [1000] && notes.told == ["begin ", "finished"])
        #expect(notes.artifacts == ["model_summary.txt", "model.safetensors"])
        let own = Notes()
        _ = try learned([LogCallback(own)], steps: 1500)
        #expect(own.entries.count == 1 && notes.entries.count == 1)
    }

    /// Cancelling the task ends learning at the next step; `resume` goes on to what would have been.
    @Test func cancellingEndsLearning() async throws {
        final class Cancel: LearningCallback {
            func wantsStep(_ timestep: Int) -> Bool { timestep == 700 }
            func onStep(_ learning: inout Learning) throws { withUnsafeCurrentTask { $0?.cancel() } }
        }
        let straight = try learned([])
        let (agent, told) = try await Task {
            let notes = Notes()
            var environment = Corridor()
            var agent = try DQN(for: environment, hiddenUnits: [16, 16], configuration: .small(), seed: 3)
            #expect(throws: CancellationError.self) {
                try agent.learn(
                    totalTimesteps: 1500, in: &environment, callbacks: [LogCallback(notes), Cancel()])
            }
            let told = notes.told
            #expect(agent.timesteps == 700)
            return try await Task.detached { [agent, environment] in
                var (agent, environment) = (agent, environment)
                try agent.learn(totalTimesteps: 1500, in: &environment, resume: true)
                return (agent, told)
            }.value
        }.value
        #expect(told == ["begin ", "killed"])
        #expect(agent.online["output/kernel"] == straight.online["output/kernel"])
    }

    @Test func episodesEndLearning() throws {
        #expect(try learned([StopTrainingOnMaxEpisodes(5)]).episodes.count == 5)
    }

    @Test func trackersGetStableBaselinesNames() throws {
        let notes = Notes()
        _ = try learned([LogCallback(notes, every: 500, name: "corridor")])
        #expect(notes.told == ["begin corridor", "finished"])
        #expect(notes.parameters["total_timesteps"] == "1500" && notes.parameters["buffer_size"] != nil)
        #expect(notes.entries.map(\.step) == [500, 1000, 1500])
        #expect(
            notes.entries[0].numbers.keys.sorted() == [
                "rollout/ep_len_mean", "rollout/ep_rew_mean", "rollout/exploration_rate", "time/episodes", "time/fps",
                "time/time_elapsed", "time/total_timesteps", "train/learning_rate", "train/loss", "train/n_updates",
            ])
        #expect(notes.entries[2].numbers["rollout/exploration_rate"] == 0.05)
        #expect(notes.entries[2].numbers["train/n_updates"] == 1436)
    }

    /// Several trackers are told the same.
    @Test func allTrackersGetTheLosses() throws {
        let (first, second) = (Notes(), Notes())
        _ = try learned([LogCallback(first, every: 500), LogCallback(second, every: 500)])
        #expect(first.entries.map(\.numbers) == second.entries.map(\.numbers))
        #expect(second.entries.allSatisfy { $0.numbers["train/loss"] != nil })
    }

    @Test func theBarIsShownOnTerminalsAlone() throws {
        var text = ""
        _ = try learned([ProgressBarCallback(isShown: true) { text += $0 }], steps: 100)
        #expect(text.contains("100/100 ━━━━━━━━━━━━━━━━━━━━") && text.contains("exploration: 0.05"))
        text = ""
        _ = try learned([ProgressBarCallback(isShown: false) { text += $0 }], steps: 100)
        #expect(text.isEmpty)
    }

    @Test func mistakesAreThrown() {
        #expect(throws: AgentError.self) { try learned([EvalCallback(Corridor(), every: 0)]) }
        #expect(throws: AgentError.self) { try learned([CheckpointCallback("x", every: 0)]) }
        #expect(throws: (any Error).self) { try learned([CheckpointCallback("/nowhere/x", every: 10)]) }
    }
}
