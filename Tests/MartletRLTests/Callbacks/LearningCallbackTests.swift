import MartletNN
import MartletNumerics
import MartletRL
import MartletTestSupport
import Testing

@Suite struct LearningCallbackTests {
    private final class Notes: Tracker {
        var entries: [(step: Int, numbers: Logs)] = []
        func log(_ numbers: Logs, step: Int) throws { entries.append((step, numbers)) }
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

    @Test func episodesEndLearning() throws {
        #expect(try learned([StopTrainingOnMaxEpisodes(5)]).episodes.count == 5)
    }

    @Test func trackersGetStableBaselinesNames() throws {
        let notes = Notes()
        _ = try learned([LogCallback(notes, every: 500)])
        #expect(notes.entries.map(\.step) == [500, 1000, 1500])
        #expect(
            notes.entries[0].numbers.keys.sorted() == [
                "rollout/ep_len_mean", "rollout/ep_rew_mean", "rollout/exploration_rate", "time/episodes", "time/fps",
                "time/time_elapsed", "time/total_timesteps", "train/learning_rate", "train/loss", "train/n_updates",
            ])
        #expect(notes.entries[2].numbers["rollout/exploration_rate"] == 0.05)
        #expect(notes.entries[2].numbers["train/n_updates"] == 1436)
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
