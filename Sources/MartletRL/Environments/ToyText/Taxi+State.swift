extension Taxi {
    static let town = Grid(rows: 5, columns: 5)
    /// The cells where passengers wait: red, green, yellow, blue.
    static let stands = [0, 4, 20, 23]
    /// The cells with a wall to their east.
    static let walls: Set = [1, 6, 15, 17, 20, 22]

    /// What a state's number says.
    struct State: Sendable, Hashable {
        /// The taxi's cell.
        var cell: Int
        /// The passenger's stand, or 4 for the taxi.
        var passenger: Int
        /// The stand to go to.
        var destination: Int

        init(number: Int) {
            (cell, passenger, destination) = (number / 20, number / 4 % 5, number % 4)
        }

        var number: Int { (cell * 5 + passenger) * 4 + destination }
    }

    static let directions: [Grid.Direction] = [.down, .up, .right, .left]
}

extension Taxi.State {
    private var columns: Int { Taxi.town.columns }

    /// Whether there is no wall that way; the town's edge in the north and south is none.
    private func isFree(_ direction: Grid.Direction) -> Bool {
        switch direction {
        case .up, .down: true
        case .right: cell % columns < columns - 1 && !Taxi.walls.contains(cell)
        case .left: cell % columns > 0 && !Taxi.walls.contains(cell - 1)
        }
    }

    /// The cell that a move from `cell` leads to: itself at a wall.
    private func moved(_ direction: Grid.Direction) -> Int {
        isFree(direction) ? Taxi.town.neighbour(of: cell, direction) : cell
    }

    /// Where driving leads; `rain` is how often it leads where it should.
    func moves(_ action: Int, _ rain: Double?) -> [Transition] {
        func way(_ probability: Double, _ cell: Int) -> Transition {
            var next = self
            next.cell = cell
            return Transition(probability: probability, state: next.number, reward: -1)
        }
        let forward = moved(Taxi.directions[action])
        guard let rain else { return [way(1, forward)] }
        let isBlocked = forward == cell
        // Seen from the taxi: left, then right.
        let sides: [Grid.Direction] =
            switch Taxi.directions[action] {
            case .down: [.right, .left]
            case .up: [.left, .right]
            case .right: [.up, .down]
            case .left: [.down, .up]
            }
        return [way(rain, forward)]
            + sides.map { side in way((1 - rain) / 2, isBlocked ? cell : moved(side)) }
    }

    /// What picking the passenger up comes to, or dropping them off.
    func exchange(isPickingUp: Bool) -> Transition {
        var next = self
        let stand = Taxi.stands.firstIndex(of: cell)
        if isPickingUp, let stand, stand == passenger {
            next.passenger = 4
        } else if !isPickingUp, let stand, passenger == 4 {
            next.passenger = stand
        } else {
            return Transition(probability: 1, state: number, reward: -10)
        }
        let isThere = !isPickingUp && next.passenger == destination
        return Transition(probability: 1, state: next.number, reward: isThere ? 20 : -1, isTerminated: isThere)
    }
}
