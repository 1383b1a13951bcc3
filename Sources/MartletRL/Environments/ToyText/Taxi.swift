/// A taxi in a town of 5 by 5 cells brings a passenger to a hotel: south (0), north (1), east (2), west (3), pick up
/// (4), drop off (5). Gymnasium's `Taxi-v4`, without its limit of 200 steps; `Taxi-v3` is the same in dry weather with
/// a passenger who knows.
///
/// Observations are states, ((row · 5 + column) · 5 + passenger) · 4 + destination, the passenger being at one of the
/// four stands or, 4, in the taxi. A step costs 1, picking up or dropping off in vain 10; the end, with the passenger
/// at the destination, is worth 20.
///
/// Reference: T. Dietterich, Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition (2000).
public struct Taxi: TabularEnvironment {
    /// The table of what can happen, and the state that the episode is in.
    public var world: TabularWorld
    private let fickleProbability: Double?
    /// Whether the passenger will think again when the taxi has gone a step with them.
    private var willChange = false

    /// - Parameters:
    ///   - rainProbability: how often the taxi goes where it should when it rains, in 0...1, and else to either side;
    ///     nil for dry weather. Gymnasium's default is 0.8.
    ///   - fickleProbability: how often the passenger wants to go elsewhere after the first move, in 0...1; nil for
    ///     never. Gymnasium's default is 0.3.
    /// - Throws: `EnvironmentError.invalid` for what is no probability.
    public init(rainProbability: Double? = nil, fickleProbability: Double? = nil) throws(EnvironmentError) {
        for (name, value) in [("rainProbability", rainProbability), ("fickleProbability", fickleProbability)] {
            guard let value, !(0...1 ~= value) else { continue }
            throw .invalid(argument: name, reason: "is \(value); it must be in 0...1")
        }
        self.init(rain: rainProbability, fickle: fickleProbability)
    }

    /// For probabilities that are known to be such.
    init(rain: Double?, fickle: Double?) {
        fickleProbability = fickle
        let states = (0..<500).map(State.init(number:))
        let start = states.map { $0.passenger < 4 && $0.passenger != $0.destination ? 1.0 / 300 : 0 }
        world = TabularWorld(
            TransitionTable(start: start, actionCount: 6) { number, action in
                action < 4
                    ? states[number].moves(action, rain) : [states[number].exchange(isPickingUp: action == 4)]
            })
    }

    public mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) {
        world.reset(seed: seed)
        if let fickleProbability { willChange = world.random.random() < fickleProbability }
        observation[0] = Float(world.state)
    }

    public mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
        let before = State(number: world.state)
        let outcome = try world.step(action)
        if willChange, before.passenger == 4 {
            var after = State(number: world.state)
            if after.cell != before.cell {
                willChange = false
                let others = (0..<4).filter { $0 != before.destination }
                after.destination = others[try world.random.integer(in: 0..<3)]
                world.state = after.number
            }
        }
        observation[0] = Float(world.state)
        return outcome
    }
}

extension Taxi {
    /// The state among the table's, the random numbers, and whether the passenger will change their mind.
    public struct Standing: Codable, Sendable {
        var world: TabularStanding
        var willChange: Bool
    }

    public var standing: Standing {
        Standing(
            world: TabularStanding(state: world.state, isUnderWay: world.isUnderWay, random: world.random),
            willChange: willChange)
    }

    public mutating func restore(_ standing: Standing) throws {
        try world.restore(standing.world)
        willChange = standing.willChange
    }
}
