import Martlet
import Testing

// snippet: environment
/// A corridor of six places; the way out is at its right end.
struct Corridor: Environment {
    private var place: Int?
    let observationSpace = Space.discrete(6)
    let actionSpace = Space.discrete(2)  // left, right

    mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) {
        place = 0
        observation[0] = 0
    }

    mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        guard let old = place else { throw EnvironmentError.needsReset }
        let new = max(0, action == 0 ? old - 1 : old + 1)
        observation[0] = Float(new)
        place = new == 5 ? nil : new
        return Outcome(reward: new == 5 ? 1 : -0.1, isTerminated: new == 5)
    }
}
// end

extension Stories {
    @Test func environmentsOfYourOwn() throws {
        // snippet: own environment
        var corridor = try TimeLimit(Corridor(), maxEpisodeSteps: 50)
        var walker = try QLearning(for: corridor, seed: 1)
        try walker.learn(episodes: 200, in: &corridor)
        let result = try evaluatePolicy(walker, in: &corridor, episodes: 1)
        print(result.lengths, result.rewards)  // five steps: [5] [0.6]
        // end
        #expect(result.lengths == [5] && abs(result.mean - 0.6) < 1e-9)

        // snippet: vector environment
        var poles = try VectorEnvironment(AnyEnvironment(id: "CartPole-v1"), count: 8)
        try poles.reset(seed: 1)
        var random = RandomGenerator(seed: 1)
        for _ in 0..<100 {
            try poles.step(random.integers([8], in: 0..<2).array())
            print(poles.observations.shape, poles.outcomes.count { $0.isTerminated })
        }
        // end
        #expect(poles.observations.shape == [8, 4])

        // snippet: frames
        var filmed = RecordFrames(try AnyEnvironment(id: "FrozenLake-v1"))
        let lost = try QLearning(for: filmed, seed: 2)
        _ = try evaluatePolicy(lost, in: &filmed, episodes: 1, seed: 7)
        try AtomicFile.write(AnimatedSVG(filmed.frames, framesPerSecond: 4).description, to: temporary("lake.svg"))
        // end
        #expect(filmed.frames.count > 1)
    }

    @Test func anAgentLearns() throws {
        // snippet: agent
        var environment = try AnyEnvironment(id: "CartPole-v1")
        var agent = try DQN(
            for: environment, hiddenUnits: [64, 64],
            configuration: DQNConfiguration {
                ($0.learningRate, $0.batchSize, $0.learningStarts) = (2.3e-3, 64, 1000)
                ($0.trainFrequency, $0.gradientSteps, $0.targetUpdateInterval) = (256, 128, 10)
                ($0.explorationFraction, $0.explorationFinalEpsilon) = (0.16, 0.04)
            }, seed: 1)
        let solved = StopTrainingOnRewardThreshold(475)
        let evaluation = EvalCallback(environment, every: 1000, episodes: 20, onNewBest: [solved])
        try agent.learn(totalTimesteps: 50_000, in: &environment, callbacks: [ProgressBarCallback(), evaluation])
        print(evaluation.bestMeanReward, solved.solvedAt ?? "not solved")
        // end
        #expect(evaluation.bestMeanReward > 150)

        // snippet: agent-file
        try agent.save(to: temporary("agent.safetensors"))
        let restored = try DQN(contentsOf: temporary("agent.safetensors"))
        let result = try evaluatePolicy(restored, in: &environment, episodes: 5, seed: 7)
        print(result.mean, result.standardDeviation)
        // end
        #expect(result.rewards.count == 5)
    }

    @Test func tunedAgentsAreMadeAndPlayed() throws {
        let environment = try AnyEnvironment(id: "CartPole-v1")
        // snippet: tuned
        if let tuned = DQN.tuned(for: "CartPole-v1") {
            var agent = try DQN(
                for: environment, hiddenUnits: tuned.hiddenUnits, configuration: tuned.configuration, seed: 1)
            agent.metadata["environment"] = "CartPole-v1"
            try agent.save(to: temporary("tuned.safetensors"))
        }
        // end
        let read = try DQN(contentsOf: temporary("tuned.safetensors"))
        #expect(read.metadata["environment"] == "CartPole-v1" && read.configuration.batchSize == 64)
    }

    @Test func anAgentByHand() throws {
        // snippet: train_dqn
        var environment = try AnyEnvironment(id: "CartPole-v1")
        var online = Model(
            Sequential {
                Dense(24, activation: .relu); Dense(24, activation: .relu); Dense(2)
            }, input: [4])
        try online.compile(optimizer: .adam(learningRate: 1e-3), loss: .meanSquaredError)
        var target = online  // a true copy
        let objective = Objective { networks, batch in
            let (online, target) = (networks[0], networks[1])
            let (states, actions, rewards, next, discounts) = (batch[0], batch[1], batch[2], batch[3], batch[4])
            let goal = (rewards + discounts * target(next).max(axis: 1)).stopGradient()
            let value = (online(states) * actions.oneHot(depth: 2)).sum(axis: 1)
            return Loss.mse(goal, value)
        }
        var memory = try ReplayBuffer(capacity: 10_000, observation: [4])
        var update = try objective.stepper(of: [online, target], inputs: memory.batchTypes(64), training: 0)
        var random = RandomGenerator(seed: 1)
        var state = try environment.reset(seed: 1)
        for step in 0..<steps {
            let explores = Double.random(in: 0..<1, using: &random) < max(0.05, 1 - Double(step) / 1000)
            let action =
                try explores
                ? Int.random(in: 0..<2, using: &random)
                : online.predict(state.reshaped([1, 4])).argMax().scalar(as: Int.self)
            let (next, outcome) = try environment.step(action)
            try memory.append(
                state, action: action, reward: outcome.reward, next: next, discount: outcome.isTerminated ? 0 : 0.99)
            state = try outcome.isOver ? environment.reset() : next
            if memory.count >= 64 {
                try memory.sample(into: &update, using: &random)
                try update.step(&online, with: target)
            }
            if step % 250 == 0 { target = online }
        }
        // end
        #expect(update.loss.isFinite && online.iteration == steps - 63)
    }

    private var steps: Int { 2000 }

    @Test func aTableLearns() throws {
        // snippet: q-learning
        var cliff = try AnyEnvironment(id: "CliffWalking-v1")
        var walker = try QLearning(for: cliff, learningRate: 0.5, gamma: 1, epsilonDecay: 0.98, seed: 1)
        try walker.learn(episodes: 500, in: &cliff)
        print(try evaluatePolicy(walker, in: &cliff, episodes: 1).mean)  // -13.0
        // end
        #expect(try evaluatePolicy(walker, in: &cliff, episodes: 1).mean == -13)
    }
}
