/// A walk over ice with holes in it to a goal: left (0), down (1), right (2) or up (3). Gymnasium's `FrozenLake-v1`,
/// without its limit of 100 steps (200 on the 8x8 map).
///
/// Observations are cells, numbered row by row. The goal is worth 1 and ends the episode; a hole ends it with nothing.
/// On slippery ice one goes the way one wants, or to either side of it, a third of the time each.
public struct FrozenLake: TabularEnvironment {
    /// The rows of the map: S where one may start, F frozen, H a hole, G a goal.
    public let map: [String]
    /// The table of what can happen, and the state that the episode is in.
    public var world: TabularWorld
    let grid: Grid
    let tiles: [UInt8]

    /// A map that Gymnasium has.
    ///
    /// - Parameters:
    ///   - isSlippery: whether steps may go astray.
    ///   - successRate: how often a step on slippery ice goes where it should, in 0...1.
    /// - Throws: `EnvironmentError.invalid` for a success rate that is no probability.
    public init(_ map: Map = .small, isSlippery: Bool = true, successRate: Double = 1.0 / 3) throws(EnvironmentError) {
        try self.init(map: map.rows, isSlippery: isSlippery, successRate: successRate)
    }

    /// A map of one's own.
    ///
    /// - Throws: `EnvironmentError.invalid` for a map that isn't a rectangle of S, F, H and G with an S at least, or a
    ///   success rate that is no probability.
    public init(map: [String], isSlippery: Bool = true, successRate: Double = 1.0 / 3) throws(EnvironmentError) {
        let width = map.first?.utf8.count ?? 0
        guard width > 0, map.allSatisfy({ $0.utf8.count == width }) else {
            throw .invalid(argument: "map", reason: "must have rows of one length, such as [\"SF\", \"HG\"]")
        }
        guard map.joined().utf8.allSatisfy("SFHG".utf8.contains) else {
            throw .invalid(argument: "map", reason: "must have the letters S, F, H and G only")
        }
        guard map.joined().utf8.contains(UInt8(ascii: "S")) else {
            throw .invalid(argument: "map", reason: "has no S to start from")
        }
        guard 0...1 ~= successRate else {
            throw .invalid(argument: "successRate", reason: "is \(successRate); it must be in 0...1")
        }
        self.init(checked: map, successRate: isSlippery ? successRate : nil)
    }

    /// On slippery ice.
    init(known map: Map) { self.init(checked: map.rows, successRate: 1.0 / 3) }

    /// - Parameter successRate: nil for ice that isn't slippery.
    private init(checked map: [String], successRate: Double?) {
        let grid = Grid(rows: map.count, columns: map[0].utf8.count)
        let tiles = map.flatMap { Array($0.utf8) }
        (self.map, self.grid, self.tiles) = (map, grid, tiles)
        let starts = tiles.count { $0 == UInt8(ascii: "S") }
        let start = tiles.map { $0 == UInt8(ascii: "S") ? 1 / Double(starts) : 0 }
        let directions: [Grid.Direction] = [.left, .down, .right, .up]
        let table = TransitionTable(start: start, actionCount: 4) { cell, action in
            func way(_ action: Int, _ probability: Double) -> Transition {
                let next = grid.neighbour(of: cell, directions[action % 4])
                let isGoal = tiles[next] == UInt8(ascii: "G")
                return Transition(
                    probability: probability, state: next, reward: isGoal ? 1 : 0,
                    isTerminated: isGoal || tiles[next] == UInt8(ascii: "H"))
            }
            if tiles[cell] == UInt8(ascii: "G") || tiles[cell] == UInt8(ascii: "H") {
                return [Transition(probability: 1, state: cell, reward: 0, isTerminated: true)]
            }
            guard let successRate else { return [way(action, 1)] }
            let astray = (1 - successRate) / 2
            return [way(action + 3, astray), way(action, successRate), way(action + 1, astray)]
        }
        world = TabularWorld(table)
    }
}
