public import MartletNN

extension DQN {
    /// What an agent for an environment is best made with.
    public struct Tuned: Sendable {
        /// The widths of the network's hidden layers.
        public var hiddenUnits: [Int]
        /// The steps within which it is expected to be solved.
        public var timesteps: Int
        /// How it learns, where that isn't Stable-Baselines3's way.
        public var configuration: DQNConfiguration
        /// Between which values returns lie, for distributions of them.
        public var returns: ClosedRange<Double>
    }

    /// The hyper-parameters that Martlet was tuned with for a known environment; nil for others.
    public static func tuned(for id: String) -> Tuned? {
        switch id {
        case "CartPole-v0", "CartPole-v1":
            Tuned(
                hiddenUnits: [64, 64], timesteps: 50_000,
                configuration: DQNConfiguration {
                    ($0.learningRate, $0.bufferSize, $0.learningStarts, $0.batchSize) = (2.3e-3, 100_000, 1000, 64)
                    ($0.trainFrequency, $0.gradientSteps, $0.targetUpdateInterval) = (256, 128, 10)
                    ($0.explorationFraction, $0.explorationFinalEpsilon) = (0.16, 0.04)
                    ($0.doubleQ, $0.nSteps) = (true, 3)
                }, returns: 0...500)
        case "MountainCar-v0":
            Tuned(
                hiddenUnits: [128, 128], timesteps: 150_000,
                configuration: DQNConfiguration {
                    ($0.learningRate, $0.bufferSize, $0.learningStarts, $0.batchSize) = (4e-3, 50_000, 1000, 128)
                    ($0.gamma, $0.trainFrequency, $0.gradientSteps, $0.targetUpdateInterval) = (0.98, 16, 8, 600)
                    ($0.explorationFraction, $0.explorationFinalEpsilon) = (0.2, 0.07)
                    ($0.doubleQ, $0.nSteps) = (true, 5)
                }, returns: -200...0)
        case "Acrobot-v1":
            Tuned(
                hiddenUnits: [64, 64], timesteps: 100_000,
                configuration: DQNConfiguration {
                    ($0.learningRate, $0.bufferSize, $0.learningStarts, $0.batchSize) = (6.3e-4, 50_000, 1000, 128)
                    ($0.trainFrequency, $0.gradientSteps, $0.targetUpdateInterval) = (4, 4, 250)
                    ($0.explorationFraction, $0.explorationFinalEpsilon) = (0.12, 0.1)
                }, returns: -500...0)
        default: nil
        }
    }

    /// An agent of the same configuration that has learned nothing but what `network` knows, a copy of its online one.
    package func anew(with network: Model) throws -> DQN {
        let replay = try ReplayBuffer(
            capacity: configuration.bufferSize, observation: spaces.observation,
            prioritized: configuration.prioritizedReplay)
        return DQN(configuration, spaces, seed: seed, networks: [network, network], replay: replay)
    }

    /// Takes a network for the online one, such as the best that an evaluation kept.
    ///
    /// - Throws: `ModelError.invalid` for a network with other parameters.
    public mutating func adopt(_ network: Model) throws { try networks[0].copyParameters(from: network) }
}
