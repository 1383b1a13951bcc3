import MartletNN
public import MartletNumerics

/// Q-learning with a table (Watkins & Dayan 1992), for environments of few states and actions.
///
/// ```swift
/// var agent = try QLearning(for: environment, seed: 1)
/// try agent.learn(episodes: 500, in: &environment)
/// ```
public struct QLearning: Sendable, Policy {
    /// How far a value moves towards what was met, 0 to 1.
    public var learningRate: Double
    /// By how much a reward one step later counts less.
    public var gamma: Double
    /// The chance of a random action at first.
    public var initialEpsilon: Double
    /// What the chance of a random action is multiplied by after each episode.
    public var epsilonDecay: Double
    /// The least chance of a random action.
    public var finalEpsilon: Double
    /// The number from which exploration and the environments it learns in are drawn.
    public let seed: UInt64
    /// How many rows the table has.
    public let states: Int
    /// How many columns the table has.
    public let actions: Int
    /// The value of each action in each state, `[states, actions]`.
    public private(set) var table: Tensor
    private var exploration: RandomGenerator
    /// The episodes that came to their end while learning.
    public private(set) var episodes: [Episode] = []
    private var timesteps = 0

    /// - Parameter initialValue: what each action is held worth at first; more than it is makes the agent try it.
    /// - Throws: `AgentError.invalid` unless observations are states' indices, and for arguments outside their range.
    public init(
        for environment: some Environment, learningRate: Double = 0.1, gamma: Double = 0.99,
        initialEpsilon: Double = 1, epsilonDecay: Double = 0.99, finalEpsilon: Double = 0.05, initialValue: Double = 0,
        seed: UInt64 = 0
    ) throws {
        let spaces = try DQN.Spaces(environment)
        guard let states = spaces.states, states <= 1 << 26 else {
            throw AgentError.invalid(
                argument: "observationSpace",
                reason: "must be discrete for a table, not \(environment.observationSpace)")
        }
        for (argument, value) in [
            ("learningRate", learningRate), ("gamma", gamma), ("initialEpsilon", initialEpsilon),
            ("epsilonDecay", epsilonDecay), ("finalEpsilon", finalEpsilon),
        ] where !(0...1).contains(value) {
            throw AgentError.invalid(argument: argument, reason: "must be from 0 to 1 and is \(value)")
        }
        _ = try Shape([states, spaces.actions]).checkedByteCount(of: .float64)
        self.learningRate = learningRate
        self.gamma = gamma
        self.initialEpsilon = initialEpsilon
        self.epsilonDecay = epsilonDecay
        self.finalEpsilon = finalEpsilon
        self.seed = seed
        self.states = states
        actions = spaces.actions
        table = Tensor.full(initialValue, shape: [states, actions], dtype: .float64)
        exploration = RandomGenerator(seed: seed, stream: DQN.Streams.exploration)
    }

    /// The chance that the next action is random.
    public var explorationRate: Double {
        max(finalEpsilon, initialEpsilon * power(epsilonDecay, episodes.count))
    }

    /// Learns by acting for some episodes.
    ///
    /// - Parameter limit: the steps after which an episode that doesn't end is given up.
    /// - Throws: `AgentError` for an environment with other spaces; what the environment throws;
    ///   `CancellationError` between two episodes.
    public mutating func learn(
        episodes count: Int, in environment: inout some Environment, limit: Int = 100_000
    ) throws {
        try DQN.Spaces(observation: [], states: states, actions: actions).check(environment)
        guard count >= 0 else {
            throw AgentError.invalid(argument: "episodes", reason: "must not be negative and is \(count)")
        }
        var observation: [Float] = [0]
        for _ in 0..<count {
            try Task.checkCancellation()
            var span = observation.mutableSpan
            try environment.reset(seed: episodes.isEmpty ? seed : nil, observation: &span)
            var state = try index(span[0])
            let epsilon = explorationRate
            var (reward, length) = (0.0, 0)
            while length < limit {
                let action =
                    exploration.nextUnit() < epsilon
                    ? Int(exploration.next(below: UInt32(actions))) : best(state)
                let outcome = try environment.step(action, observation: &span)
                let next = try index(span[0])
                try update(state, action, outcome, next)
                state = next
                reward += outcome.reward
                length += 1
                timesteps += 1
                if outcome.isOver { break }
            }
            episodes.append(Episode(reward: reward, length: length, timestep: timesteps))
        }
    }

    private func index(_ observation: Float) throws -> Int {
        guard let state = Int(exactly: observation), (0..<states).contains(state) else {
            throw AgentError.wrongEnvironment(
                what: "observation", expected: "one of \(states) states", got: "\(observation)")
        }
        return state
    }

    /// Moves an action's value towards its reward and the best that follows.
    private mutating func update(_ state: Int, _ action: Int, _ outcome: Outcome, _ next: Int) throws {
        let (actions, rate, gamma) = (actions, learningRate, gamma)
        try table.withMutableSpan(as: Double.self) { values in
            var following = -Double.infinity
            for other in 0..<actions { following = max(following, values[next * actions + other]) }
            let goal = outcome.reward + (outcome.isTerminated ? 0 : gamma * following)
            let place = state * actions + action
            values[place] += rate * (goal - values[place])
        }
    }

    private func best(_ state: Int) -> Int {
        (try? table.withSpan(as: Double.self) { values in
            var best = 0
            for action in 1..<max(1, actions) where values[state * actions + action] > values[state * actions + best] {
                best = action
            }
            return best
        }) ?? 0
    }

    /// The action of the highest value.
    public func predict(_ observation: Tensor) throws -> Int {
        guard observation.count == 1 else {
            throw AgentError.wrongEnvironment(
                what: "observation", expected: "a state's index", got: "of shape \(observation.shape)")
        }
        return best(try index(observation.cast(to: .float32).array(of: Float.self)[0]))
    }
}

/// By squaring, so that it is the same on every machine.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, left) = (1.0, base, exponent)
    while left > 0 {
        if left & 1 == 1 { result *= factor }
        factor *= factor
        left >>= 1
    }
    return result
}
