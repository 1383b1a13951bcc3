/// A diagram's boxes on levels, each below those that it follows from; an arrow that passes levels has a bend on each.
package struct DiagramLevels {
    /// A box or a bend.
    package struct Item {
        package var level: Int
        /// The box; nil for a bend.
        package var node: Int?
    }

    /// A piece of an arrow, from one level to the next.
    package struct Link {
        package var from: Int
        package var to: Int
        /// The arrow.
        package var edge: Int
        /// Where on the items it begins and ends, from 0 to below 1: at the ports of a diagram in a box.
        var output = 0.0
        var input = 0.0
    }

    /// Boxes first, in their order.
    package private(set) var items: [Item]
    package private(set) var links: [Link] = []
    /// The items of each arrow, from top to bottom.
    package private(set) var paths: [[Int]] = []
    /// The items of each level, from left to right.
    package private(set) var rows: [[Int]] = []

    /// Arrows that pass more levels in all than this have no bends, and are drawn straight.
    private static let mostBends = 100_000

    package init(_ diagram: Diagram) {
        let levels = Self.levels(diagram)
        items = diagram.nodes.indices.map { Item(level: levels[$0], node: $0) }
        rows = Array(repeating: [], count: (levels.max() ?? -1) + 1)
        for (index, edge) in diagram.edges.enumerated() {
            var path = [edge.from]
            if levels[edge.to] - levels[edge.from] < Self.mostBends - (items.count - diagram.nodes.count) {
                for level in (levels[edge.from] + 1..<levels[edge.to]) {
                    path.append(items.count)
                    items.append(Item(level: level))
                }
            }
            path.append(edge.to)
            for (from, to) in zip(path, path.dropFirst()) where items[to].level == items[from].level + 1 {
                var link = Link(from: from, to: to, edge: index)
                if from == edge.from { link.output = diagram.place(of: edge.output, on: from) }
                if to == edge.to { link.input = diagram.place(of: edge.input, on: to) }
                links.append(link)
            }
            paths.append(path)
        }
        for index in items.indices { rows[items[index].level].append(index) }
        order()
    }

    /// The longest path to each box; boxes that nothing comes before lie right above what follows, ports at the edges.
    private static func levels(_ diagram: Diagram) -> [Int] {
        var levels = Array(repeating: 0, count: diagram.nodes.count)
        for edge in diagram.edges.sorted(by: { ($0.to, $0.from) < ($1.to, $1.from) }) {
            levels[edge.to] = max(levels[edge.to], levels[edge.from] + 1)
        }
        let followed = Set(diagram.edges.map(\.to))
        var next = Array(repeating: Int.max, count: levels.count)
        for edge in diagram.edges { next[edge.from] = min(next[edge.from], levels[edge.to]) }
        let last = levels.max() ?? 0
        for index in levels.indices {
            if diagram.nodes[index].isPort {
                if followed.contains(index) { levels[index] = last }
            } else if !followed.contains(index), next[index] < .max {
                levels[index] = next[index] - 1
            }
        }
        return levels
    }
}

// MARK: Order

extension DiagramLevels {
    /// Sorts each level by the mean place of neighbours above, then below, and so on; keeps the order in which the fewest
    /// arrows cross.
    private mutating func order() {
        let above = links(at: \.to), below = links(at: \.from)
        var (best, least, places) = (rows, crossings(below), places)
        for sweep in 0..<24 where least > 0 {
            let isDown = sweep % 2 == 0
            for row in isDown ? Array(rows.indices.dropFirst()) : rows.indices.dropLast().reversed() {
                sort(row, isDown ? above : below, isDown, isRightFirst: sweep % 4 > 1, &places)
            }
            let count = crossings(below)
            if count < least { (best, least) = (rows, count) }
        }
        rows = best
    }

    /// - Parameter place: where in its level each item is; kept up to date.
    private mutating func sort(
        _ row: Int, _ links: [[Link]], _ isDown: Bool, isRightFirst: Bool, _ place: inout [Int]
    ) {
        let wanted = rows[row].enumerated().map { index, item -> (item: Int, mean: Double, index: Int) in
            let own = links[item]
            let sum = own.reduce(0) {
                $0 + (isDown ? Double(place[$1.from]) + $1.output : Double(place[$1.to]) + $1.input)
            }
            return (item, own.isEmpty ? Double(index) : sum / Double(own.count), isRightFirst ? -index : index)
        }
        rows[row] = wanted.sorted { ($0.mean, $0.index) < ($1.mean, $1.index) }.map(\.item)
        for (index, item) in rows[row].enumerated() { place[item] = index }
    }

    /// Where in its level each item is.
    private var places: [Int] {
        var result = Array(repeating: 0, count: items.count)
        for row in rows { for (place, item) in row.enumerated() { result[item] = place } }
        return result
    }

    private func links(at end: KeyPath<Link, Int>) -> [[Link]] {
        var result = Array(repeating: [Link](), count: items.count)
        for link in links { result[link[keyPath: end]].append(link) }
        return result
    }

    /// How many arrows cross.
    package var crossings: Int { crossings(links(at: \.from)) }

    /// How many arrows cross between levels: inversions, counted with sums over a binary tree (Barth, Jünger & Mutzel 2002).
    private func crossings(_ below: [[Link]]) -> Int {
        let place = places
        var result = 0
        for row in rows.dropLast() {
            let starts = row.flatMap { item in
                below[item].map { (from: Double(place[item]) + $0.output, to: Double(place[$0.to]) + $0.input) }
            }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
            let ends = Set(starts.map(\.to)).sorted()
            let rank = Dictionary(uniqueKeysWithValues: ends.enumerated().map { ($1, $0 + 1) })
            var sums = Array(repeating: 0, count: ends.count + 1)
            var first = 0
            while first < starts.count {
                let same = starts[first...].prefix { $0.from == starts[first].from }.indices
                for start in same {
                    result += first
                    var index = rank[starts[start].to]!
                    while index > 0 { (result, index) = (result - sums[index], index & (index - 1)) }
                }
                for start in same {
                    var index = rank[starts[start].to]!
                    while index <= ends.count { (sums[index], index) = (sums[index] + 1, index + (index & -index)) }
                }
                first = same.upperBound
            }
        }
        return result
    }
}

extension Diagram {
    /// How far to the right on a box a port of the diagram in it is: 0 for the first.
    fileprivate func place(of port: Int, on node: Int) -> Double {
        nodes[node].inside == nil ? 0 : Double(port) / Double(port + 1)
    }
}
