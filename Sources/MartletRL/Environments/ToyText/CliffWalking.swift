/// A walk along a cliff, over 4 rows of 12 cells: up (0), right (1), down (2) or left (3). Gymnasium's
/// `CliffWalking-v1`, which has no limit of steps.
///
/// Observations are cells, numbered row by row. One starts in the lower left corner; the episode ends in the lower
/// right one. A step costs 1, a step over the cliff between them 100 and leads back to the start. On slippery ground
/// one goes the way one wants, or to either side of it, a third of the time each.
///
/// Reference: R. Sutton, A. Barto, Reinforcement Learning: An Introduction (2018), example 6.6.
public struct CliffWalking: TabularEnvironment {
    /// The table of what can happen, and the state that the episode is in.
    public var world: TabularWorld
    static let grid = Grid(rows: 4, columns: 12)
    static let start = 36
    static let goal = 47
    static let cliff = 37..<47

    /// - Parameter isSlippery: whether steps may go astray: `CliffWalkingSlippery-v1`.
    public init(isSlippery: Bool = false) {
        var start = [Double](repeating: 0, count: Self.grid.count)
        start[Self.start] = 1
        let directions: [Grid.Direction] = [.up, .right, .down, .left]
        let table = TransitionTable(start: start, actionCount: 4) { cell, action in
            let ways = isSlippery ? [(action + 3) % 4, action, (action + 1) % 4] : [action]
            return ways.map { way in
                let next = Self.grid.neighbour(of: cell, directions[way])
                let probability = 1 / Double(ways.count)
                return Self.cliff.contains(next)
                    ? Transition(probability: probability, state: Self.start, reward: -100)
                    : Transition(probability: probability, state: next, reward: -1, isTerminated: next == Self.goal)
            }
        }
        world = TabularWorld(table)
    }
}
