/// One way that a step may go.
public struct Transition: Sendable, Hashable {
    /// How often it goes this way, 0 to 1.
    public var probability: Double
    /// The state after it.
    public var state: Int
    /// What the step is worth then.
    public var reward: Double
    /// Whether the episode ends with it.
    public var isTerminated: Bool

    /// One way, which doesn't end the episode unless `isTerminated` is true.
    public init(probability: Double, state: Int, reward: Double, isTerminated: Bool = false) {
        self.probability = probability
        self.state = state
        self.reward = reward
        self.isTerminated = isTerminated
    }
}

/// All that can happen in a world of finitely many states: Gymnasium's `P` and `initial_state_distrib`. Planning reads
/// it; agents learn without.
public struct TransitionTable: Sendable {
    /// States are numbered from 0.
    public let stateCount: Int
    /// Actions are numbered from 0, the same in each state.
    public let actionCount: Int
    /// The probability that an episode begins in each state.
    public let start: [Double]
    private let cumulativeStart: [Double]
    private let transitions: [Transition]
    /// The sums of the probabilities of one state and action so far, a number for each transition.
    private let cumulative: [Double]
    /// Where each state's and action's transitions begin; and their end.
    private let places: [Int]

    /// - Parameter transitions: the ways to go from a state with an action; their probabilities sum up to 1.
    init(start: [Double], actionCount: Int, transitions: (_ state: Int, _ action: Int) -> [Transition]) {
        stateCount = start.count
        self.actionCount = actionCount
        self.start = start
        cumulativeStart = Self.sums(start)
        var (all, sums, places) = ([Transition](), [Double](), [0])
        for state in start.indices {
            for action in 0..<actionCount {
                let ways = transitions(state, action)
                all += ways
                sums += Self.sums(ways.map(\.probability))
                places.append(all.count)
            }
        }
        (self.transitions, cumulative, self.places) = (all, sums, places)
    }

    /// The ways to go from a state with an action, where there are such.
    public func transitions(from state: Int, action: Int) -> ArraySlice<Transition> {
        guard 0..<stateCount ~= state, 0..<actionCount ~= action else { return [] }
        return transitions[range(state, action)]
    }

    func sampleStart(_ random: inout PCG64) -> Int { random.categorical(cumulative: cumulativeStart) }

    func sample(from state: Int, action: Int, _ random: inout PCG64) -> Transition {
        let range = range(state, action)
        return transitions[range.lowerBound + random.categorical(cumulative: cumulative[range])]
    }

    private func range(_ state: Int, _ action: Int) -> Range<Int> {
        let place = state * actionCount + action
        return places[place]..<places[place + 1]
    }

    private static func sums(_ probabilities: [Double]) -> [Double] {
        var sum = 0.0
        return probabilities.map { probability in
            sum += probability
            return sum
        }
    }
}
