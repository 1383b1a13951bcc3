/// The cells of a grid, numbered row by row.
struct Grid: Sendable, Hashable {
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }

    func row(_ cell: Int) -> Int { cell / columns }
    func column(_ cell: Int) -> Int { cell % columns }

    /// The cell beside `cell`, or the cell itself at the grid's edge.
    func neighbour(of cell: Int, _ direction: Direction) -> Int {
        let (down, right) = direction.offset
        let row = min(max(row(cell) + down, 0), rows - 1)
        let column = min(max(column(cell) + right, 0), columns - 1)
        return row * columns + column
    }

    enum Direction: Sendable {
        case left, down, right, up

        /// Rows down and columns to the right.
        var offset: (down: Int, right: Int) {
            switch self {
            case .left: (0, -1)
            case .down: (1, 0)
            case .right: (0, 1)
            case .up: (-1, 0)
            }
        }
    }
}
