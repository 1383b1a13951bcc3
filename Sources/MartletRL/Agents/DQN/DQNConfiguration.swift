public import MartletNN

/// How a DQN agent learns. Names and defaults are Stable-Baselines3's; what it doesn't have is off.
public struct DQNConfiguration: Sendable, Codable {
    /// The size of Adam's steps, or a schedule over the optimiser's steps.
    public var learningRate: LearningRate = 1e-4
    /// How many transitions the replay buffer holds.
    public var bufferSize = 1_000_000
    /// The steps taken at random before learning starts.
    public var learningStarts = 100
    /// How many transitions a step of the optimiser learns from.
    public var batchSize = 32
    /// How far the target network moves towards the online network in an update of it: 1 copies.
    public var tau = 1.0
    /// By how much a reward one step later counts less.
    public var gamma = 0.99
    /// After how many steps of the environment the network is trained.
    public var trainFrequency = 4
    /// How many steps of the optimiser are taken then: at most 10,000.
    public var gradientSteps = 1
    /// After how many steps of the environment the target network is updated.
    public var targetUpdateInterval = 10_000
    /// The share of the run over which the chance of a random action falls, along a line.
    public var explorationFraction = 0.1
    /// The chance of a random action at the beginning.
    public var explorationInitialEpsilon = 1.0
    /// The chance of a random action once it has fallen.
    public var explorationFinalEpsilon = 0.05
    /// The Euclidean norm that the gradient is scaled down to if it is longer.
    public var maxGradientNorm = 10.0

    /// Whether the online network chooses the action whose value the target network tells (van Hasselt et al. 2016).
    public var doubleQ = false
    /// Whether the network tells a state's value and the actions' advantages apart (Wang et al. 2016).
    public var dueling = false
    /// How transitions are drawn by their errors; nil draws all alike.
    public var prioritizedReplay: PrioritizedReplay?
    /// Over how many steps rewards are summed before what follows is estimated.
    public var nSteps = 1
    /// Whether layers explore by noise that they learn (Fortunato et al. 2018), instead of random actions.
    public var noisyNetwork = false
    /// How distributions of returns are learned; nil learns their means.
    public var distributional: Distributional?

    /// Transitions are drawn in proportion to their last error to the power of `alpha` (Schaul et al. 2016).
    public struct PrioritizedReplay: Sendable, Hashable, Codable {
        /// 0 draws all transitions alike, 1 in proportion to their errors.
        public var alpha: Double
        /// How far the loss's weights make up for it at first; at the run's end they do in full.
        public var beta: Double
        /// What is added to errors, so that each transition has its chance.
        public var epsilon: Double

        /// The defaults are those of the paper.
        public init(alpha: Double = 0.6, beta: Double = 0.4, epsilon: Double = 1e-6) {
            self.alpha = alpha
            self.beta = beta
            self.epsilon = epsilon
        }
    }

    /// Returns as probabilities of `atoms` values, evenly from `vMin` to `vMax`: C51 (Bellemare et al. 2017).
    public struct Distributional: Sendable, Hashable, Codable {
        /// How many values the network gives probabilities to, for each action.
        public var atoms: Int
        /// The lowest value; lower returns count as this.
        public var vMin: Double
        /// The highest value; higher returns count as this.
        public var vMax: Double

        /// 51 atoms are those of C51; the range must hold the returns that can be.
        public init(atoms: Int = 51, vMin: Double = -10, vMax: Double = 10) {
            self.atoms = atoms
            self.vMin = vMin
            self.vMax = vMax
        }

        /// The distance between two values.
        var spacing: Double { (vMax - vMin) / Double(atoms - 1) }
    }

    /// Stable-Baselines3's defaults.
    public init() {}

    /// The configuration with what `change` sets.
    public init(_ change: (inout DQNConfiguration) -> Void) { change(&self) }

    /// All the additions together, as in Rainbow (Hessel et al. 2018).
    public static func rainbow(vMin: Double, vMax: Double) -> DQNConfiguration {
        DQNConfiguration {
            ($0.doubleQ, $0.dueling, $0.noisyNetwork, $0.nSteps) = (true, true, true, 3)
            $0.prioritizedReplay = PrioritizedReplay(alpha: 0.5)
            $0.distributional = Distributional(vMin: vMin, vMax: vMax)
        }
    }

    /// Takes over another configuration's additions.
    public mutating func add(_ other: DQNConfiguration) {
        (doubleQ, dueling, noisyNetwork, nSteps) = (other.doubleQ, other.dueling, other.noisyNetwork, other.nSteps)
        (prioritizedReplay, distributional) = (other.prioritizedReplay, other.distributional)
    }

    /// The chance of a random action after `timestep` of `total` steps.
    public func epsilon(at timestep: Int, of total: Int) -> Double {
        if noisyNetwork { return 0 }
        let length = explorationFraction * Double(total)
        guard length > 0, Double(timestep) < length else { return explorationFinalEpsilon }
        return explorationInitialEpsilon
            + (explorationFinalEpsilon - explorationInitialEpsilon) * Double(timestep) / length
    }
}

extension DQNConfiguration.PrioritizedReplay {
    func validate() throws {
        for (argument, value) in [("alpha", alpha), ("beta", beta)] where !(0...1).contains(value) {
            throw AgentError.invalid(argument: argument, reason: "must be from 0 to 1 and is \(value)")
        }
        guard epsilon > 0, epsilon.isFinite else {
            throw AgentError.invalid(argument: "epsilon", reason: "must be positive and is \(epsilon)")
        }
    }
}

extension DQNConfiguration {
    /// - Throws: `AgentError.invalid` for a value outside its range, `ArgumentError` for a learning rate that can't be.
    public func validate() throws {
        func require(_ holds: Bool, _ argument: String, _ reason: String) throws {
            if !holds { throw AgentError.invalid(argument: argument, reason: reason) }
        }
        try learningRate.validate()
        let most = 1 << 40
        try require((1...1 << 20).contains(batchSize), "batchSize", "must be from 1 to 2²⁰ and is \(batchSize)")
        for (argument, value) in [
            ("trainFrequency", trainFrequency), ("gradientSteps", gradientSteps),
            ("targetUpdateInterval", targetUpdateInterval), ("nSteps", nSteps),
        ] {
            try require((1...most).contains(value), argument, "must be positive and is \(value)")
        }
        try require(
            (0...most).contains(learningStarts), "learningStarts", "must not be negative and is \(learningStarts)")
        try require(
            (batchSize...1 << 31).contains(bufferSize), "bufferSize",
            "must hold a batch of \(batchSize) transitions, at most 2³¹, and is \(bufferSize)")
        try require(gradientSteps <= 10_000, "gradientSteps", "is at most 10,000, not \(gradientSteps)")
        try require(nSteps <= 1000, "nSteps", "is at most 1000, not \(nSteps)")
        try require(tau > 0 && tau <= 1, "tau", "must be above 0 and at most 1, and is \(tau)")
        for (argument, value) in [
            ("gamma", gamma), ("explorationFraction", explorationFraction),
            ("explorationInitialEpsilon", explorationInitialEpsilon),
            ("explorationFinalEpsilon", explorationFinalEpsilon),
        ] {
            try require((0...1).contains(value), argument, "must be from 0 to 1 and is \(value)")
        }
        try require(maxGradientNorm > 0, "maxGradientNorm", "must be positive and is \(maxGradientNorm)")
        if let replay = prioritizedReplay {
            try require(bufferSize <= 1 << 26, "bufferSize", "is at most 2²⁶ with priorities, not \(bufferSize)")
            try replay.validate()
        }
        if let values = distributional {
            try require((2...1024).contains(values.atoms), "atoms", "must be from 2 to 1024 and is \(values.atoms)")
            try require(
                values.vMin.isFinite && values.vMax.isFinite && values.vMin < values.vMax, "vMin",
                "must be below vMax, and they are \(values.vMin) and \(values.vMax)")
        }
    }
}
