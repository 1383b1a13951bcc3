extension FrozenLake {
    /// The maps that Gymnasium has by name.
    public enum Map: String, Sendable, Hashable, CaseIterable {
        /// Four by four cells with four holes.
        case small = "4x4"
        /// Eight by eight cells with ten holes.
        case large = "8x8"

        /// Its rows.
        public var rows: [String] {
            switch self {
            case .small: ["SFFF", "FHFH", "FFFH", "HFFG"]
            case .large:
                [
                    "SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG",
                ]
            }
        }
    }

    /// A map of `size` by `size` cells, from the upper left to the lower right corner of which there is a way: the one
    /// that Gymnasium's `generate_random_map` makes.
    ///
    /// - Parameter frozen: the probability that a cell has no hole.
    /// - Throws: `EnvironmentError.invalid` for sizes outside of 2...1000 or a probability outside of 0.6...1, with
    ///   which hardly any map would have a way.
    public static func randomMap(
        size: Int = 8, frozen: Double = 0.8, seed: UInt64
    ) throws(EnvironmentError) -> [String] {
        guard 2...1000 ~= size else { throw .invalid(argument: "size", reason: "is \(size); it must be in 2...1000") }
        guard 0.6...1 ~= frozen else {
            throw .invalid(argument: "frozen", reason: "is \(frozen); it must be in 0.6...1")
        }
        var random = PCG64(seed: seed)
        let grid = Grid(rows: size, columns: size)
        // NumPy's choice makes the last of the sums 1.
        let bound = frozen / (frozen + (1 - frozen))
        var tiles: [Character]
        repeat {
            tiles = (0..<grid.count).map { _ in random.random() < bound ? "F" : "H" }
            (tiles[0], tiles[grid.count - 1]) = ("S", "G")
        } while !hasWay(tiles, grid)
        return (0..<size).map { row in String(tiles[row * size..<(row + 1) * size]) }
    }

    /// Whether the goal can be reached from the first cell.
    private static func hasWay(_ tiles: [Character], _ grid: Grid) -> Bool {
        var (frontier, seen) = ([0], Set([0]))
        while let cell = frontier.popLast() {
            if tiles[cell] == "G" { return true }
            for direction in [Grid.Direction.left, .down, .right, .up] {
                let next = grid.neighbour(of: cell, direction)
                if tiles[next] != "H", seen.insert(next).inserted { frontier.append(next) }
            }
        }
        return false
    }
}
