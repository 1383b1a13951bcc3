#if CommandLine
    import ArgumentParser
    import Martlet

    /// What decides how an agent is made and learns. Options that aren't given are nil.
    struct AgentOptions: ParsableArguments {
        @Option(
            help: """
                The environment's id: \(EnvironmentSpec.all.map(\.id).joined(separator: ", ")). Where it has no limit of \
                steps, episodes are cut off after \(AgentRun.episodeLimit). (default: with --resume the checkpoint's)
                """)
        var env: String?

        @Option(parsing: .unconditional, help: "The steps to take at most. (default: by the environment)")
        var steps: Int?

        @Option(help: "The units of each hidden layer. (default: by the environment)", transform: Self.units)
        var hidden: [Int]?

        @Option(parsing: .unconditional, help: "Adam's learning rate.")
        var learningRate: Double?

        @Option(parsing: .unconditional, help: "Transitions that the replay buffer holds.")
        var bufferSize: Int?

        @Option(parsing: .unconditional, help: "Steps taken at random before learning starts.")
        var learningStarts: Int?

        @Option(parsing: .unconditional, help: "Transitions in a batch.")
        var batchSize: Int?

        @Option(parsing: .unconditional, help: "How far the target network moves in an update; 1 copies.")
        var tau: Double?

        @Option(parsing: .unconditional, help: "By how much a reward one step later counts less.")
        var gamma: Double?

        @Option(parsing: .unconditional, help: "Steps from one time of training to the next.")
        var trainFrequency: Int?

        @Option(parsing: .unconditional, help: "Steps of the optimiser each time.")
        var gradientSteps: Int?

        @Option(parsing: .unconditional, help: "Steps from one update of the target network to the next.")
        var targetUpdateInterval: Int?

        @Option(parsing: .unconditional, help: "The share of the run over which the exploration rate falls.")
        var explorationFraction: Double?

        @Option(parsing: .unconditional, help: "The exploration rate after that.")
        var explorationFinal: Double?

        @Flag(help: "Choose by the online network the action whose value the target network tells.")
        var double = false

        @Flag(help: "Tell a state's value and the actions' advantages apart.")
        var dueling = false

        @Flag(help: "Draw transitions by their errors.")
        var prioritized = false

        @Option(parsing: .unconditional, help: "Sum rewards over so many steps.")
        var nSteps: Int?

        @Flag(help: "Explore by noise in the network that it learns.")
        var noisy = false

        @Option(
            parsing: .unconditional, help: "Learn distributions of returns between two values, such as 0,500.",
            transform: Self.bounds)
        var distributional: DQNConfiguration.Distributional?

        @Flag(help: "All of these together.")
        var rainbow = false

        private static func units(_ text: String) throws -> [Int] {
            let units = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard units.allSatisfy({ $0 ?? 0 > 0 }) else {
                throw ValidationError("give positive numbers of units, such as 64,64")
            }
            return units.compactMap { $0 }
        }

        private static func bounds(_ text: String) throws -> DQNConfiguration.Distributional {
            let bounds = text.split(separator: ",").compactMap { Double($0) }
            guard bounds.count == 2, bounds[0] < bounds[1] else {
                throw ValidationError("give two ascending numbers, such as 0,500")
            }
            return .init(vMin: bounds[0], vMax: bounds[1])
        }

        /// The options that a checkpoint has settled.
        var settledByCheckpoint: [String] {
            let given: [(String, Bool)] = [
                ("--hidden", hidden != nil), ("--learning-rate", learningRate != nil),
                ("--buffer-size", bufferSize != nil),
                ("--learning-starts", learningStarts != nil), ("--batch-size", batchSize != nil), ("--tau", tau != nil),
                ("--gamma", gamma != nil), ("--train-frequency", trainFrequency != nil),
                ("--gradient-steps", gradientSteps != nil), ("--target-update-interval", targetUpdateInterval != nil),
                ("--exploration-fraction", explorationFraction != nil),
                ("--exploration-final", explorationFinal != nil),
                ("--double", double), ("--dueling", dueling), ("--prioritized", prioritized),
                ("--n-steps", nSteps != nil),
                ("--noisy", noisy), ("--distributional", distributional != nil), ("--rainbow", rainbow),
            ]
            return given.filter(\.1).map(\.0)
        }

        /// A new agent.
        func agent(for environment: some Environment, called id: String, seed: UInt64) throws -> DQN {
            let tuned = DQN.tuned(for: id)
            var configuration = tuned?.configuration ?? DQNConfiguration()
            func set<T>(_ path: WritableKeyPath<DQNConfiguration, T>, _ value: T?) {
                if let value { configuration[keyPath: path] = value }
            }
            if rainbow {
                let returns = tuned?.returns ?? -100...100
                configuration.add(.rainbow(vMin: returns.lowerBound, vMax: returns.upperBound))
            }
            set(\.learningRate, learningRate.map { .constant($0) })
            set(\.bufferSize, bufferSize)
            set(\.learningStarts, learningStarts)
            set(\.batchSize, batchSize)
            set(\.tau, tau)
            set(\.gamma, gamma)
            set(\.trainFrequency, trainFrequency)
            set(\.gradientSteps, gradientSteps)
            set(\.targetUpdateInterval, targetUpdateInterval)
            set(\.explorationFraction, explorationFraction)
            set(\.explorationFinalEpsilon, explorationFinal)
            if double { configuration.doubleQ = true }
            if dueling { configuration.dueling = true }
            if prioritized { configuration.prioritizedReplay = .init() }
            set(\.nSteps, nSteps)
            if noisy { configuration.noisyNetwork = true }
            if let distributional { configuration.distributional = distributional }
            return try DQN(
                for: environment, hiddenUnits: hidden ?? tuned?.hiddenUnits ?? [64, 64], configuration: configuration,
                seed: seed)
        }
    }
#endif
