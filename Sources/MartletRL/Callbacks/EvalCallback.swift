import MartletCodecs
public import MartletNN
import MartletNumerics

/// Lets the agent act without exploring every so many steps, notes how it did, and keeps the best network.
///
/// Each evaluation begins with a seed made of the agent's and the step, in a copy of the environment: it doesn't depend
/// on what was before.
public final class EvalCallback<E: Environment>: LearningCallback {
    private let environment: E
    private let frequency: Int
    private let episodes: Int
    private let bestModelPath: String?
    private let onNewBest: [any EvaluationJudge]
    private let afterEach: [any EvaluationJudge]
    private let tracker: GuardedTracker?

    /// How the agent did, and after how many steps.
    public struct Entry: Sendable, Hashable {
        /// After how many steps of the environment.
        public var timestep: Int
        /// Rewards and lengths of the evaluation's episodes.
        public var evaluation: PolicyEvaluation
    }

    /// The evaluations so far; after a resumed run those since.
    public private(set) var entries: [Entry] = []
    /// The best mean reward so far.
    public private(set) var bestMeanReward = -Double.infinity
    /// The online network as it was then; nil before the first evaluation.
    public private(set) var bestModel: Model?

    /// - Parameters:
    ///   - environment: what the agent acts in, a copy for each evaluation.
    ///   - frequency: the steps from one evaluation to the next.
    ///   - bestModelPath: where the agent is saved, without its replay buffer, whenever its mean reward is the best so far.
    ///   - onNewBest: what is told of evaluations with a mean reward better than before.
    ///   - afterEach: what is told of every evaluation.
    ///   - tracker: what is told the means, as `eval/mean_reward` and `eval/mean_ep_length`; its failures
    ///     are reported and stop nothing.
    public init(
        _ environment: E, every frequency: Int = 10_000, episodes: Int = 5, savingBestTo bestModelPath: String? = nil,
        onNewBest: [any EvaluationJudge] = [], afterEach: [any EvaluationJudge] = [], tracker: (any Tracker)? = nil
    ) {
        self.environment = environment
        self.frequency = frequency
        self.episodes = episodes
        self.bestModelPath = bestModelPath
        self.onNewBest = onNewBest
        self.afterEach = afterEach
        self.tracker = tracker.map { GuardedTracker($0, report: nil) }
    }

    public func onTrainingStart(_ learning: inout Learning) throws {
        guard frequency > 0 else {
            throw AgentError.invalid(argument: "every", reason: "must be positive and is \(frequency)")
        }
        (entries, bestMeanReward, bestModel) = ([], -.infinity, nil)
        for judge in onNewBest + afterEach { judge.begin() }
    }

    public func wantsStep(_ timestep: Int) -> Bool { timestep.isMultiple(of: frequency) }

    public func onStep(_ learning: inout Learning) throws {
        var environment = environment
        let timestep = learning.timesteps
        let evaluation = try evaluatePolicy(
            learning.agent, in: &environment, episodes: episodes,
            seed: learning.agent.seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(timestep))
        entries.append(Entry(timestep: timestep, evaluation: evaluation))
        tracker?.tell {
            try $0.log(
                ["eval/mean_reward": evaluation.mean, "eval/mean_ep_length": evaluation.meanLength], step: timestep)
        }
        let isBest = evaluation.mean > bestMeanReward
        if isBest {
            bestMeanReward = evaluation.mean
            bestModel = learning.agent.online
            if let bestModelPath { try learning.agent.save(to: bestModelPath, includeReplay: false) }
            for judge in onNewBest { judge.judge(evaluation, isBest: true, &learning) }
        }
        for judge in afterEach { judge.judge(evaluation, isBest: isBest, &learning) }
    }

    public var state: CallbackState? {
        CallbackState(
            [
                "best": .double(bestMeanReward), "judges": .array((onNewBest + afterEach).map { .integer($0.count) }),
            ], tensors: bestModel.map { ["best": $0.vector] } ?? [:])
    }

    public func restore(_ state: CallbackState, _ learning: Learning) throws {
        bestMeanReward = try state.number("best")
        if let parameters = state.tensors["best"] {
            guard let model = learning.agent.online.restored(parameters) else {
                throw ArgumentError("EvalCallback", "the best network's parameters aren't those of this agent's")
            }
            bestModel = model
        }
        for (judge, count) in zip(onNewBest + afterEach, state.values["judges"]?.array ?? []) {
            judge.count = min(max(count.integer ?? 0, 0), 1 << 48)
        }
    }
}

/// What ends learning by how evaluations went.
public protocol EvaluationJudge: AnyObject {
    /// Looks at an evaluation; sets `learning.stopLearning` to end learning.
    ///
    /// - Parameter isBest: whether no mean reward before was as high.
    func judge(_ evaluation: PolicyEvaluation, isBest: Bool, _ learning: inout Learning)
    /// What it counts, which a checkpoint keeps.
    var count: Int { get set }
}

extension EvaluationJudge {
    func begin() { count = 0 }
}

/// Ends learning once the mean reward reaches a threshold.
public final class StopTrainingOnRewardThreshold: EvaluationJudge {
    private let threshold: Double
    /// The step at which it did, or 0.
    public var count = 0

    /// Learning ends at a mean reward of at least `threshold`.
    public init(_ threshold: Double) { self.threshold = threshold }

    /// The step at which the mean reward reached the threshold.
    public var solvedAt: Int? { count > 0 ? count : nil }

    public func judge(_ evaluation: PolicyEvaluation, isBest: Bool, _ learning: inout Learning) {
        if evaluation.mean >= threshold {
            count = learning.timesteps
            learning.stopLearning = true
        }
    }
}

/// Ends learning after so many evaluations in a row without a better one.
public final class StopTrainingOnNoModelImprovement: EvaluationJudge {
    private let limit: Int
    /// Evaluations since the best.
    public var count = 0

    /// Learning ends after more than `limit` evaluations without a better one.
    public init(maxNoImprovementEvals limit: Int) { self.limit = limit }

    public func judge(_ evaluation: PolicyEvaluation, isBest: Bool, _ learning: inout Learning) {
        count = isBest ? 0 : count + 1
        if count > limit { learning.stopLearning = true }
    }
}
