import Martlet

/// Agents and environments.
enum Agents {
    static let table: [String: Cases.Preparation] = [
        "dqn_cartpole": {
            var environment = try AnyEnvironment(id: "CartPole-v1")
            var agent = try DQN(
                for: environment, hiddenUnits: [24, 24],
                configuration: DQNConfiguration {
                    ($0.trainFrequency, $0.gradientSteps, $0.batchSize) = (1, 1, 64)
                    ($0.learningStarts, $0.bufferSize, $0.targetUpdateInterval) = (1000, 50_000, 500)
                })
            try agent.learn(totalTimesteps: 2000, in: &environment)
            return {
                let steps = agent.timesteps + 20_000
                return .timed(
                    seconds: try Cases.seconds {
                        try agent.learn(totalTimesteps: steps, in: &environment, resume: true)
                    }, steps: 20_000)
            }
        },
        "cartpole_env": {
            var environment = try TimeLimit(CartPole(), maxEpisodeSteps: 500)
            let count = 1_000_000
            var random = RandomGenerator(seed: 1)
            let actions = try random.integers([1024], in: 0..<2).array(of: Int.self)
            return {
                var observation: [Float] = [0, 0, 0, 0]
                return .timed(
                    seconds: try Cases.seconds {
                        var span = observation.mutableSpan
                        try environment.reset(seed: 0, observation: &span)
                        for step in 0..<count {
                            let outcome = try environment.step(actions[step & 1023], observation: &span)
                            if outcome.isOver { try environment.reset(seed: nil, observation: &span) }
                        }
                    }, steps: count)
            }
        },
        "dqn_solve": {
            let environment = try AnyEnvironment(id: "CartPole-v1")
            var seed: UInt64 = 0
            return {
                let solved = try DQN.solveCartPole(environment, seed: seed)
                seed += 1
                return .timed(seconds: solved, steps: 1)
            }
        },
        "replay_sample": {
            var buffer = try ReplayBuffer(capacity: 1_000_000, observation: [4], prioritized: .init())
            let state = Tensor.zeros([4])
            for step in 0..<1_000_000 {
                try buffer.append(state, action: step & 1, reward: 1, next: state, discount: 0.99)
            }
            let model = Model(Dense(2), input: [4])
            var stepper = try Objective(results: { networks, x in [networks[0](x[0]).mean()] })
                .stepper(of: [model], inputs: buffer.batchTypes(64))
            var random = RandomGenerator(seed: 1)
            var errors = [Float](repeating: 0, count: 64)
            for _ in 0..<50_000 {
                try buffer.sample(into: &stepper, beta: 0.4, using: &random)
                for row in errors.indices { errors[row] = Float.random(in: 0..<1, using: &random) }
                try buffer.update(errors: errors.span)
            }
            let count = 10_000
            return {
                .timed(
                    seconds: try Cases.seconds {
                        for _ in 0..<count { try buffer.sample(into: &stepper, beta: 0.4, using: &random) }
                    }, steps: count)
            }
        },
    ]
}

extension DQN {
    /// The seconds until an evaluation over 20 episodes has a mean of 475 or more.
    static func solveCartPole(_ environment: AnyEnvironment, seed: UInt64) throws -> Double {
        guard let tuned = tuned(for: "CartPole-v1") else { return .nan }
        var agent = try DQN(
            for: environment, hiddenUnits: tuned.hiddenUnits, configuration: tuned.configuration, seed: seed)
        var own = environment
        let goal = StopTrainingOnRewardThreshold(475)
        let watch = EvalCallback(environment, every: 1000, episodes: 20, onNewBest: [goal])
        let seconds = try Cases.seconds {
            try agent.learn(totalTimesteps: tuned.timesteps, in: &own, callbacks: [watch])
        }
        return goal.solvedAt == nil ? .infinity : seconds
    }
}
