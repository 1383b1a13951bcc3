import MartletCodecs
import MartletNumerics
import MartletRL
import Testing

/// Native environments do what Gymnasium's do, from the same seeds with the same actions.
@Suite struct EnvironmentGoldenTests {
    struct Case {
        let name: String
        let description: JSON
        let steps, rewards, starts, states: Tensor

        init(_ name: String) throws {
            self.name = name
            description = try #require(
                Golden.environments.metadata["cases"]?.array?.first { $0["name"]?.string == name })
            steps = try Golden.environments.tensor("\(name).steps")
            rewards = try Golden.environments.tensor("\(name).rewards")
            starts = try Golden.environments.tensor("\(name).starts")
            states = try Golden.environments.tensor("\(name).states")
        }

        var id: String { description["id"]!.string! }
    }

    /// Walks along a case. First states are equal; later ones lie within `tolerance`. `adopt` takes what was recorded
    /// instead after each comparison.
    func check<E: Environment>(
        _ name: String, _ base: E, tolerance: Double = 0, state: (E) -> [Double],
        adopt: (inout E, ArraySlice<Double>) -> Void = { _, _ in }
    ) throws {
        let golden = try Case(name)
        let spec = try EnvironmentSpec(id: golden.id)
        let stride = golden.description["stride"]!.integer!
        for seed in 0..<golden.description["seeds"]!.integer! {
            var environment = try TimeLimit(base, maxEpisodeSteps: spec.maxEpisodeSteps ?? .max)
            _ = try environment.reset(seed: UInt64(seed))
            #expect(try state(environment.base) == golden.starts[seed].array(of: Double.self), "\(name), seed \(seed)")
            let steps = try golden.steps[seed].array(of: Int.self)
            let rewards = try golden.rewards[seed].array(of: Double.self)
            let states = try golden.states[seed].array(of: Double.self)
            for (i, step) in steps.enumerated() {
                let outcome = try environment.step(step % 16).outcome
                let expected = Outcome(
                    reward: rewards[i], isTerminated: step & 16 != 0, isTruncated: step & 32 != 0)
                try #require(outcome == expected, "\(name), seed \(seed), step \(i)")
                let (place, rest) = (i / stride, (i + 1) % stride)
                if rest == 0 {
                    let own = state(environment.base)
                    let error = own.indices.map { abs(own[$0] - states[place * own.count + $0]) }.max() ?? 0
                    try #require(error <= tolerance, "\(name), seed \(seed), step \(i)")
                    adopt(&environment.base, states[place * own.count..<(place + 1) * own.count])
                }
                if outcome.isOver { _ = try environment.reset() }
            }
        }
    }

    func check<E: TabularEnvironment>(_ name: String, _ base: E) throws {
        try check(name, base) { [Double($0.world.state)] }
    }

    // The system's sine may differ in the last bit from that of the system that recorded.
    static let tolerance = 1e-9

    @Test func cartPole() throws {
        try check("CartPole", CartPole(), tolerance: Self.tolerance) {
            [$0.state.position, $0.state.velocity, $0.state.angle, $0.state.angularVelocity]
        }
    }

    @Test func mountainCar() throws {
        try check("MountainCar", MountainCar(), tolerance: Self.tolerance) { [$0.position, $0.velocity] }
    }

    /// The acrobot is chaotic: a last bit (Python's `x ** 2` isn't always that of `x * x`) grows to 1e-8 in an episode.
    /// So each comparison is of the steps since the one before.
    @Test func acrobot() throws {
        try check("Acrobot", Acrobot(), tolerance: Self.tolerance) { environment in
            (0..<4).map { environment.state[$0] }
        } adopt: { environment, state in
            environment.state = SIMD4(state)
        }
    }

    @Test func frozenLake() throws {
        try check("FrozenLake", FrozenLake())
        try check("FrozenLake8x8", FrozenLake(.large))
        try check("FrozenLakeFirm", FrozenLake(isSlippery: false))
        try check("FrozenLakeMap", FrozenLake(map: ["SFFHF", "FHFFS", "FFFHG"], successRate: 0.6))
    }

    @Test func cliffWalking() throws {
        try check("CliffWalking", CliffWalking())
        try check("CliffWalkingSlippery", CliffWalking(isSlippery: true))
    }

    @Test func taxi() throws {
        try check("Taxi", Taxi())
        try check("TaxiRain", Taxi(rainProbability: 0.8))
        try check("TaxiFickle", Taxi(fickleProbability: 0.3))
    }

    @Test func randomMaps() throws {
        for golden in try #require(Golden.random.metadata["maps"]?.array) {
            let map = try FrozenLake.randomMap(
                size: golden["size"]!.integer!, frozen: golden["p"]!.double!, seed: UInt64(golden["seed"]!.integer!))
            #expect(map == golden["map"]?.array?.compactMap(\.string))
        }
    }

    @Test func specsAreGymnasiums() throws {
        for description in try #require(Golden.environments.metadata["cases"]?.array) {
            let spec = try EnvironmentSpec(id: description["id"]!.string!)
            #expect(spec.rewardThreshold == description["rewardThreshold"]?.double)
            #expect(spec.maxEpisodeSteps == description["maxEpisodeSteps"]?.integer)
        }
    }
}
