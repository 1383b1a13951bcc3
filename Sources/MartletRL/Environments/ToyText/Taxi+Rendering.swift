extension Taxi {
    /// The town with its walls and stands (R, G, Y, B): the taxi, the passenger as a smaller dot, the destination as a
    /// green cell.
    public var frame: Frame? {
        let state = State(number: world.state)
        let (street, there) = (Frame.Color(245, 245, 240), Frame.Color(205, 245, 205))
        let walls = Self.walls.sorted().map { cell in
            let corner = Self.town.corner(cell)
            let x = corner.x + Grid.cellSize
            return Frame.Mark.line(
                from: Frame.Point(x, corner.y), to: Frame.Point(x, corner.y + Grid.cellSize), width: 6, .black)
        }
        let stands = zip("RGYB", Self.stands).map { letter, cell in
            let corner = Self.town.corner(cell)
            return Frame.Mark.text(
                String(letter), center: Frame.Point(corner.x + 9, corner.y + 12), size: 14, .black)
        }
        let waiting = Self.town.center(state.passenger < 4 ? Self.stands[state.passenger] : state.cell)
        return Self.town.frame(
            { $0 == Self.stands[state.destination] ? there : street },
            marks: walls + stands + [
                Self.town.walker(state.cell), .circle(center: waiting, radius: 6, Frame.Color(20, 60, 140)),
            ])
    }
}
