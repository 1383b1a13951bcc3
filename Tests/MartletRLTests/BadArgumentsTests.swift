import MartletGraph
import MartletNN
import MartletNumerics
import MartletRL
import MartletTestSupport
import Testing

/// An environment of any spaces, whose episodes last for ever.
private struct Endless: Environment {
    var observationSpace: Space
    var actionSpace: Space = .discrete(2)
    mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) {}
    mutating func step(_ action: Int, observation: inout MutableSpan<Float>) -> Outcome { Outcome(reward: .nan) }
}

private let unbounded = Space.box(low: -1, high: 1, shape: [.max, .max])
private let negative = Space.box(low: -1, high: 1, shape: [-1])
private let boundless = Space.box(low: [], high: [], shape: [3])

extension BadCalls {
    /// A step of an environment that was reset.
    fileprivate mutating func step(_ name: String, _ environment: some Environment, _ action: Int) {
        self(name) {
            var environment = environment
            _ = try environment.reset(seed: 1)
            return try environment.step(action)
        }
    }
}

private let environments = BadCalls { call in
    for id in EnvironmentSpec.all.map(\.id) {
        for action in [-1, 99, Int.min, Int.max] {
            call("\(id) takes \(action)") {
                var environment = try AnyEnvironment(id: id)
                _ = try environment.reset(seed: 1)
                return try environment.step(action)
            }
        }
        call("\(id) before it begins") {
            var environment = try AnyEnvironment(id: id)
            return try environment.step(0)
        }
    }
    call("an unknown environment") { try AnyEnvironment(id: "") }
    call("no map") { try FrozenLake(map: []) }
    call("a map of nothing") { try FrozenLake(map: [""]) }
    call("a ragged map") { try FrozenLake(map: ["SF", "G"]) }
    call("a map of other letters") { try FrozenLake(map: ["SX"]) }
    call("a map without start") { try FrozenLake(map: ["FG"]) }
    call("a rate that isn't a number") { try FrozenLake(successRate: .nan) }
    call("a map of no size") { try FrozenLake.randomMap(size: 0, seed: 1) }
    call("a map of the largest size") { try FrozenLake.randomMap(size: .max, seed: 1) }
    call("a map without ice") { try FrozenLake.randomMap(frozen: 0, seed: 1) }
    call("a probability above 1") { try Taxi(rainProbability: 2) }
    call("a probability that isn't a number") { try Taxi(fickleProbability: .nan) }
    call("no steps") { try TimeLimit(CartPole(), maxEpisodeSteps: 0) }
    call("the smallest number of steps") { try TimeLimit(CartPole(), maxEpisodeSteps: .min) }
    call("no frames stacked") { try FrameStack(CartPole(), count: 0) }
    call("all frames stacked") { try FrameStack(CartPole(), count: .max) }
    call("frames that can't be") { try FrameStack(Endless(observationSpace: unbounded), count: 2) }
    call("frames of a negative length") { try FrameStack(Endless(observationSpace: negative), count: 2) }
    call("frames without bounds") { try FrameStack(Endless(observationSpace: boundless), count: 2) }
    call("no episodes kept") { try RecordEpisodes(CartPole(), capacity: 0) }
    call("an epsilon of nothing") { try NormalizeObservation(CartPole(), epsilon: 0) }
    call("an epsilon that isn't a number") { try NormalizeReward(CartPole(), epsilon: .nan) }
    call("a gamma above 1") { try NormalizeReward(CartPole(), gamma: 2) }
    call("no environments") { try VectorEnvironment([CartPole]()) }
    call("a negative number of environments") { try VectorEnvironment(CartPole(), count: .min) }
    call("all environments") { try VectorEnvironment(CartPole(), count: .max) }
    call("environments that can't be") { try VectorEnvironment(Endless(observationSpace: unbounded), count: 2) }
    call("environments of nine axes") {
        let shape = Shape([Int](repeating: 1, count: 8))
        return try VectorEnvironment(Endless(observationSpace: .box(low: 0, high: 1, shape: shape)), count: 2)
    }
    for actions in [[], [0], [0, 2], [0, .min], [0, 1, 0]] {
        call("actions \(actions) for two") {
            var environments = try VectorEnvironment(CartPole(), count: 2)
            try environments.reset(seed: 1)
            return try environments.step(actions)
        }
    }
    call("an empty range") {
        var random = PCG64(seed: 1)
        return try random.integer(in: 3..<3)
    }
    call("no frames drawn") { try AnimatedSVG([]) }
    call("frames at no rate") { try AnimatedSVG([Frame(width: 1, height: 1)], framesPerSecond: 0) }
    call("frames at an infinite rate") { try AnimatedSVG([Frame(width: 1, height: 1)], framesPerSecond: .infinity) }
    call("an interpreter that isn't there") { try GymnasiumEnvironment(id: "CartPole-v1", python: "/nowhere/python") }
}

private let replay = BadCalls { call in
    call("no capacity") { try ReplayBuffer(capacity: 0, observation: [4]) }
    call("the largest capacity") { try ReplayBuffer(capacity: .max, observation: [4]) }
    call("a capacity beyond priorities") {
        try ReplayBuffer(capacity: 1 << 30, observation: [4], prioritized: .init())
    }
    call("observations of nothing") { try ReplayBuffer(capacity: 1, observation: [0]) }
    call("observations that overflow") { try ReplayBuffer(capacity: 1, observation: [.max, .max]) }
    call("observations of nine axes") { try ReplayBuffer(capacity: 1, observation: [Int](repeating: 1, count: 9)) }
    call("an alpha that isn't a number") {
        try ReplayBuffer(capacity: 1, observation: [4], prioritized: .init(alpha: .nan))
    }
    call("an epsilon of nothing") { try ReplayBuffer(capacity: 1, observation: [4], prioritized: .init(epsilon: 0)) }
    func append(_ name: String, _ state: Tensor, _ action: Int, _ next: Tensor) {
        call(name) {
            var buffer = try ReplayBuffer(capacity: 2, observation: [2])
            try buffer.append(state, action: action, reward: 0, next: next, discount: 1)
        }
    }
    append("a shorter state", .zeros([1]), 0, .zeros([2]))
    append("a longer next state", .zeros([2]), 0, .zeros([3]))
    append("integers", .zeros([2], dtype: .int32), 0, .zeros([2]))
    append("a negative action", .zeros([2]), -1, .zeros([2]))
    append("the largest action", .zeros([2]), .max, .zeros([2]))
    call("more than there is") {
        var (buffer, random) = (try ReplayBuffer(capacity: 2, observation: [2]), RandomGenerator(seed: 1))
        let objective = Objective { _, inputs in inputs[0].mean() }
        var stepper = try objective.stepper(of: [], inputs: buffer.batchTypes(4))
        try buffer.sample(into: &stepper, using: &random)
    }
    call("another batch") {
        var (buffer, random) = (try ReplayBuffer(capacity: 2, observation: [2]), RandomGenerator(seed: 1))
        let objective = Objective { _, inputs in inputs[0].mean() }
        var stepper = try objective.stepper(of: [], inputs: [TensorType([1, 3])])
        try buffer.sample(into: &stepper, using: &random)
    }
    call("a batch of a negative length") {
        let buffer = try ReplayBuffer(capacity: 2, observation: [2])
        return try Objective { _, inputs in inputs[0].mean() }.stepper(of: [], inputs: buffer.batchTypes(.min)).loss
    }
    call("errors of others") {
        var buffer = try ReplayBuffer(capacity: 2, observation: [2])
        let errors: [Float] = [1]
        try buffer.update(errors: errors.span)
    }
}

private let agents = BadCalls { call in
    func configured(_ name: String, _ change: @escaping @Sendable (inout DQNConfiguration) -> Void) {
        call(name) { try DQN(for: CartPole(), hiddenUnits: [4], configuration: DQNConfiguration(change)) }
    }
    configured("a negative rate") { $0.learningRate = -1 }
    configured("no buffer") { $0.bufferSize = 0 }
    configured("the largest buffer") { $0.bufferSize = .max }
    configured("no batch") { $0.batchSize = 0 }
    configured("the largest batch") { $0.batchSize = .max }
    configured("a negative start") { $0.learningStarts = -1 }
    configured("no tau") { $0.tau = 0 }
    configured("a gamma that isn't a number") { $0.gamma = .nan }
    configured("no training") { $0.trainFrequency = 0 }
    configured("no gradient steps") { $0.gradientSteps = .min }
    configured("gradient steps without end") { $0.gradientSteps = 8_589_934_593 }
    configured("no updates") { $0.targetUpdateInterval = 0 }
    configured("a negative exploration") { $0.explorationFraction = -1 }
    configured("an epsilon above 1") { $0.explorationInitialEpsilon = 2 }
    configured("an epsilon that isn't a number") { $0.explorationFinalEpsilon = .nan }
    configured("clipped to nothing") { $0.maxGradientNorm = 0 }
    configured("no steps") { $0.nSteps = 0 }
    configured("all steps") { $0.nSteps = .max }
    configured("an alpha above 1") { $0.prioritizedReplay = .init(alpha: 2) }
    configured("a beta that isn't a number") { $0.prioritizedReplay = .init(beta: .nan) }
    configured("one atom") { $0.distributional = .init(atoms: 1) }
    configured("the smallest number of atoms") { $0.distributional = .init(atoms: .min) }
    configured("values the other way") { $0.distributional = .init(vMin: 1, vMax: 0) }
    configured("infinite values") { $0.distributional = .init(vMax: .infinity) }
    call("no hidden units") { try DQN(for: CartPole(), hiddenUnits: [0]) }
    call("the largest number of hidden units") { try DQN(for: CartPole(), hiddenUnits: [.max]) }
    call("features of another trace") {
        try DQN(for: CartPole()) { _ in Builder().constant(Tensor.ones([1, 2])) }
    }
    call("features of three axes") { try DQN(for: CartPole()) { $0.expandedDimensions(axis: 2) } }
    call("observations that can't be") { try DQN(for: Endless(observationSpace: unbounded)) }
    call("observations of a negative length") { try DQN(for: Endless(observationSpace: negative)) }
    call("the largest number of states") { try DQN(for: Endless(observationSpace: .discrete(.max))) }
    call("no states") { try DQN(for: Endless(observationSpace: .discrete(0))) }
    call("no actions") { try DQN(for: Endless(observationSpace: .discrete(2), actionSpace: .discrete(0))) }
    call("the largest number of actions") {
        try DQN(for: Endless(observationSpace: .discrete(2), actionSpace: .discrete(.max)))
    }
    call("actions of numbers") { try DQN(for: Endless(observationSpace: .discrete(2), actionSpace: boundless)) }
    call("a file that isn't there") { try DQN(contentsOf: "/nowhere/agent.safetensors") }
    func agent(_ name: String, _ body: @escaping @Sendable (inout DQN) throws -> some Any) {
        call(name) {
            var agent = try DQN(for: CartPole(), hiddenUnits: [4])
            return try body(&agent)
        }
    }
    agent("a negative number of steps") { agent in
        var environment = CartPole()
        return try agent.learn(totalTimesteps: -1, in: &environment)
    }
    agent("all steps") { agent in
        var environment = CartPole()
        return try agent.learn(totalTimesteps: .max, in: &environment)
    }
    agent("another environment") { agent in
        var environment = MountainCar()
        return try agent.learn(totalTimesteps: 1, in: &environment)
    }
    agent("another environment to check") { try $0.check(Acrobot()) }
    agent("another network") { try $0.adopt(Model(Dense(1), input: [1])) }
    agent("an observation of another shape") { try $0.predict(Tensor(1)) }
    agent("a path that isn't there") { try $0.save(to: "/nowhere/agent.safetensors") }
    agent("no episodes") { agent in
        var environment = CartPole()
        return try evaluatePolicy(agent, in: &environment, episodes: 0)
    }
    let callbacks: [(String, @Sendable () -> any LearningCallback)] = [
        ("a checkpoint each none", { CheckpointCallback("/nowhere/agent", every: 0) }),
        ("a checkpoint nowhere", { CheckpointCallback("/nowhere/agent", every: 1) }),
        ("an evaluation each none", { EvalCallback(CartPole(), every: 0) }),
        ("an evaluation of no episodes", { EvalCallback(CartPole(), every: 1, episodes: 0) }),
    ]
    for (name, callback) in callbacks {
        agent(name) { agent in
            var environment = CartPole()
            return try agent.learn(totalTimesteps: 2, in: &environment, callbacks: [callback()])
        }
    }
    call("a table of numbers") { try QLearning(for: CartPole()) }
    call("a table beyond memory") {
        try QLearning(for: Endless(observationSpace: .discrete(1 << 26), actionSpace: .discrete(1 << 20)))
    }
    call("a table's rate that isn't a number") { try QLearning(for: FrozenLake(), learningRate: .nan) }
    call("a table's gamma above 1") { try QLearning(for: FrozenLake(), gamma: 2) }
    call("a negative number of episodes") {
        var (agent, environment) = (try QLearning(for: FrozenLake()), try FrozenLake())
        return try agent.learn(episodes: .min, in: &environment)
    }
    call("a state beyond the table") { try QLearning(for: FrozenLake()).predict(Tensor([Float(16)])) }
    call("a state that isn't a number") { try QLearning(for: FrozenLake()).predict(Tensor([Float.nan])) }
    call("two states") { try QLearning(for: FrozenLake()).predict(Tensor([0, 1])) }
}

/// Whatever environments, buffers and agents are told, they answer with an error that says what was wrong.
@Suite struct BadArgumentsTests {
    @Test(arguments: environments.all) func environmentsThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: replay.all) func replayThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: agents.all) func agentsThrow(_ call: BadCall) { #expect(call.problem == nil) }

    /// What is extreme and has an answer.
    @Test func extremesAreAnswered() throws {
        #expect(unbounded.count == 0 && negative.count == 0)
        #expect(try FrozenLake().transitions.transitions(from: .min, action: .max).isEmpty)
        #expect(CheckpointCallback("", every: 0).wantsStep(1) == false)
        #expect(EvalCallback(CartPole(), every: 0).wantsStep(1) == false)
        let configuration = DQNConfiguration { $0.explorationFraction = .nan }
        #expect(configuration.epsilon(at: .max, of: .min) == configuration.explorationFinalEpsilon)
        for (width, height) in [
            (0, 1), (.nan, 1), (.leastNonzeroMagnitude, .leastNonzeroMagnitude), (1e308, 1e-308), (-1, -1),
        ] as [(Double, Double)] {
            let mark = Frame.Mark.circle(center: .init(.nan, .infinity), radius: -.infinity, .black)
            let line = Frame.Mark.line(from: .init(0, 0), to: .init(1e308, -1e308), width: .nan, .black)
            let text = Frame.Mark.text("text", center: .init(.nan, 0), size: .infinity, .black)
            let frame = Frame(width: width, height: height, marks: [mark, line, text])
            for columns in [nil, .min, 0, .max] as [Int?] { _ = frame.terminalFrame(columns: columns) }
            var animation = try AnimatedSVG([frame, Frame(width: height, height: width)])
            animation.framesPerSecond = .nan
            #expect(animation.description.hasPrefix("<svg"))
            animation.frames = []
            #expect(animation.description.isEmpty)
        }
        var spec = try EnvironmentSpec(id: "CliffWalking-v1").make(limit: .min)
        _ = try spec.reset(seed: 1)
        #expect(try spec.step(0).outcome.isTruncated)
    }
}
