/// Pictures of grids.
extension Grid {
    /// How wide and high a cell is.
    static var cellSize: Double { 48 }

    /// A picture of the cells, each in its colour, with lines between them; then `marks`.
    func frame(_ color: (_ cell: Int) -> Frame.Color, marks: [Frame.Mark]) -> Frame {
        let size = Self.cellSize
        let (width, height) = (Double(columns) * size, Double(rows) * size)
        var all = (0..<count).map { cell in
            Frame.Mark.rectangle(corner: corner(cell), width: size, height: size, color(cell))
        }
        let line = Frame.Color(150, 160, 170)
        for row in 0...rows {
            let y = Double(row) * size
            all.append(.line(from: Frame.Point(0, y), to: Frame.Point(width, y), width: 1, line))
        }
        for column in 0...columns {
            let x = Double(column) * size
            all.append(.line(from: Frame.Point(x, 0), to: Frame.Point(x, height), width: 1, line))
        }
        return Frame(width: width, height: height, marks: all + marks)
    }

    func corner(_ cell: Int) -> Frame.Point {
        Frame.Point(Double(column(cell)) * Self.cellSize, Double(row(cell)) * Self.cellSize)
    }

    func center(_ cell: Int) -> Frame.Point {
        let corner = corner(cell)
        return Frame.Point(corner.x + Self.cellSize / 2, corner.y + Self.cellSize / 2)
    }

    /// A letter in a cell.
    func letter(_ letter: String, _ cell: Int) -> Frame.Mark { .text(letter, center: center(cell), size: 20, .black) }

    /// Who walks about.
    func walker(_ cell: Int) -> Frame.Mark { .circle(center: center(cell), radius: 13, Frame.Color(204, 85, 0)) }
}
