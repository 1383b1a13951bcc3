public import MartletGraph
public import MartletNN
import MartletNumerics

/// Deep Q-learning (Mnih et al. 2015), with what was added since as options: double, dueling, prioritised, n-step,
/// noisy, distributional. Names and defaults are Stable-Baselines3's.
///
/// An agent is a value: a copy is a true copy, its target network never the online one by mistake.
///
/// ```swift
/// var agent = try DQN(for: environment, hiddenUnits: [64, 64], seed: 1)
/// try agent.learn(totalTimesteps: 50_000, in: &environment)
/// let result = try evaluatePolicy(agent, in: &environment, episodes: 20)
/// ```
public struct DQN: Sendable {
    /// How it learns; what the networks are made of can't be changed.
    public let configuration: DQNConfiguration
    /// The number from which parameters, exploration, replay and the environments it learns in are drawn.
    public let seed: UInt64
    /// What it observes and may do.
    public let spaces: Spaces
    /// The online network, then the target network.
    package var networks: [Model]
    package var replay: ReplayBuffer
    /// The transitions that wait for the rewards of the steps after them.
    var pending: PendingTransitions
    /// What exploration draws from.
    var exploration: RandomGenerator
    /// What replay draws from.
    var sampling: RandomGenerator
    var progress = Progress()

    /// What an agent has to know of an environment's spaces.
    public struct Spaces: Sendable, Hashable, Codable {
        /// The shape of an observation.
        public var observation: [Int]
        /// How many states there are, if an observation is a state's index.
        public var states: Int?
        /// How many actions there are.
        public var actions: Int

        var observationCount: Int { observation.reduce(1, *) }
    }

    /// Where learning stands.
    struct Progress: Sendable {
        /// Steps taken in the environment.
        var timesteps = 0
        /// The length of the run.
        var total = 0
        /// Steps of the optimiser.
        var updates = 0
        /// The episodes that came to their end.
        var episodes: [Episode] = []
        /// The sum and number of rewards of the episode under way.
        var episodeReward = 0.0
        var episodeLength = 0
        /// What is observed now; empty before the first reset.
        var observation: [Float] = []
        /// The run that a checkpoint interrupted.
        var interruption: Interruption?
    }

    /// An agent for an environment, with a network of dense layers with rectifiers.
    ///
    /// - Throws: `AgentError.invalid` for spaces or a configuration that can't be.
    public init(
        for environment: some Environment, hiddenUnits: [Int] = [64, 64],
        configuration: DQNConfiguration = DQNConfiguration(), seed: UInt64 = 0
    ) throws {
        guard hiddenUnits.allSatisfy({ $0 > 0 }) else {
            throw AgentError.invalid(argument: "hiddenUnits", reason: "must be positive, not \(hiddenUnits)")
        }
        try self.init(for: environment, configuration: configuration, seed: seed) { observation in
            var x = observation
            if x.rank > 2 { x = Flatten()(x) }
            for (index, units) in hiddenUnits.enumerated() {
                x = configuration.dense(x, units, activation: .relu, isNoisy: index > 0, name: "hidden_\(index)")
            }
            return x
        }
    }

    /// An agent for an environment, with features of the observations that are a network of your own.
    ///
    /// - Parameter features: says `[batch, n]` features of observations `[batch, …]`; a state's index comes one-hot. What
    ///   tells the actions' values from them is added.
    /// - Throws: `AgentError.invalid` for spaces or a configuration that can't be; mistakes in the layers.
    public init(
        for environment: some Environment, configuration: DQNConfiguration = DQNConfiguration(), seed: UInt64 = 0,
        features: (Symbol) -> Symbol
    ) throws {
        try configuration.validate()
        spaces = try Spaces(environment)
        self.configuration = configuration
        self.seed = seed
        var model = try configuration.network(spaces, seed: seed, features)
        try model.compile(optimizer: configuration.optimizer, loss: .huber())
        networks = [model, model]
        replay = try ReplayBuffer(
            capacity: configuration.bufferSize, observation: spaces.observation,
            prioritized: configuration.prioritizedReplay)
        pending = PendingTransitions(configuration, observationCount: spaces.observationCount)
        exploration = RandomGenerator(seed: seed, stream: Streams.exploration)
        sampling = RandomGenerator(seed: seed, stream: Streams.sampling)
    }

    /// An agent put together from its parts, which were checked.
    init(_ configuration: DQNConfiguration, _ spaces: Spaces, seed: UInt64, networks: [Model], replay: ReplayBuffer) {
        self.configuration = configuration
        self.spaces = spaces
        self.seed = seed
        self.networks = networks
        self.replay = replay
        pending = PendingTransitions(configuration, observationCount: spaces.observationCount)
        exploration = RandomGenerator(seed: seed, stream: Streams.exploration)
        sampling = RandomGenerator(seed: seed, stream: Streams.sampling)
    }

    /// The streams of the seed's random numbers.
    enum Streams {
        static let exploration: UInt64 = 1 << 40
        static let sampling: UInt64 = 1 << 40 + 1
    }
}

extension DQN {
    /// The network that acts and learns.
    public var online: Model { networks[0] }
    /// Notes that are saved with the agent.
    public var metadata: [String: String] {
        get { networks[0].metadata }
        set { networks[0].metadata = newValue }
    }
    /// The network that tells what is to be expected of the next state.
    public var target: Model { networks[1] }
    /// Steps taken in the environment.
    public var timesteps: Int { progress.timesteps }
    /// Steps of the optimiser.
    public var updates: Int { progress.updates }
    /// The episodes that came to their end while learning.
    public var episodes: [Episode] { progress.episodes }
    /// Transitions in the replay buffer.
    public var transitions: Int { replay.count }
    /// The chance that the next action is random.
    public var explorationRate: Double { configuration.epsilon(at: progress.timesteps, of: progress.total) }
}

extension DQN {
    /// - Throws: `AgentError.wrongEnvironment` unless an environment has the spaces that the agent was made for,
    ///   `AgentError.invalid` if its actions aren't discrete.
    public func check(_ environment: some Environment) throws { try spaces.check(environment) }
}

/// An episode that came to its end.
public struct Episode: Sendable, Hashable, Codable {
    /// The sum of its rewards.
    public var reward: Double
    /// Its number of steps.
    public var length: Int
    /// The step of the run that ended it.
    public var timestep: Int
}

extension DQN.Spaces {
    init(_ environment: some Environment) throws {
        guard let actions = environment.actionSpace.discreteCount, actions > 0 else {
            throw AgentError.invalid(
                argument: "actionSpace",
                reason: "must be discrete with at least one action, not \(environment.actionSpace)")
        }
        self.actions = actions
        observation = Array(environment.observationSpace.shape)
        states = environment.observationSpace.discreteCount
        try validate()
    }

    /// - Throws: `AgentError.wrongEnvironment` unless an environment has these spaces.
    func check(_ environment: some Environment) throws {
        let other = try DQN.Spaces(environment)
        if other.observation != observation || other.states != states {
            throw AgentError.wrongEnvironment(
                what: "observation space", expected: states.map { "\($0) states" } ?? "of shape \(observation)",
                got: other.states.map { "\($0) states" } ?? "of shape \(other.observation)")
        }
        if other.actions != actions {
            throw AgentError.wrongEnvironment(
                what: "action space", expected: "\(actions) actions", got: "\(other.actions) actions")
        }
    }
}
