/// Where a diagram's boxes and arrows are, in pixels from the top left corner.
package struct DiagramLayout {
    package struct Point: Equatable {
        package var x: Double
        package var y: Double
    }

    /// Half of a box's width lies on either side of `x`.
    package struct Box {
        package var x: Double
        package var top: Double
        package var width: Double
        package var height: Double
        package var bottom: Double { top + height }
    }

    package private(set) var width = 0.0
    package private(set) var height = 0.0
    /// Of each node.
    package private(set) var boxes: [Box] = []
    /// Of each arrow: where it begins, then two points on each level that it passes, then where it ends.
    package private(set) var arrows: [[Point]] = []
    /// Of the diagrams in boxes.
    package private(set) var inner: [Int: DiagramLayout] = [:]

    /// The room around a diagram, between boxes beside one another, between levels, and above what is in a box.
    static let margin = 16.0
    private static let gap = 22.0
    private static let levelGap = 34.0
    static let titleHeight = 26.0

    /// The first lines are `titleSize` pixels high, the others `lineSize`.
    static let titleSize = 13.0
    static let lineSize = 11.0
    static let lineHeight = 16.0

    package init(_ diagram: Diagram) {
        for (index, node) in diagram.nodes.enumerated() {
            if let inside = node.inside { inner[index] = DiagramLayout(inside) }
        }
        let levels = DiagramLevels(diagram)
        let sizes = diagram.nodes.indices.map { Self.size(diagram.nodes[$0], inner[$0]) }
        let places = places(diagram, levels, sizes.map(\.width))
        let widths = levels.items.map { $0.node.map { sizes[$0].width } ?? 0 }
        let left = zip(places, widths).map { $0 - $1 / 2 }.min() ?? 0
        let right = zip(places, widths).map { $0 + $1 / 2 }.max() ?? 0
        width = right - left + 2 * Self.margin

        var tops: [Double] = [], heights: [Double] = []
        var y = diagram.nodes.contains(where: \.isPort) ? 0 : Self.margin
        for row in levels.rows {
            tops.append(y)
            heights.append(row.compactMap { levels.items[$0].node }.map { sizes[$0].height }.max() ?? 0)
            y += heights.last! + Self.levelGap
        }
        height = y - Self.levelGap + (diagram.nodes.contains(where: \.isPort) ? 0 : Self.margin)
        boxes = diagram.nodes.indices.map { index in
            let level = levels.items[index].level
            return Box(
                x: places[index] - left + Self.margin, top: tops[level] + (heights[level] - sizes[index].height) / 2,
                width: sizes[index].width, height: sizes[index].height)
        }
        for (edge, path) in zip(diagram.edges, levels.paths) {
            var points = [
                Point(x: boxes[edge.from].x + offset(edge, isEnd: false, diagram), y: boxes[edge.from].bottom)
            ]
            let first = levels.items[edge.from].level
            points.append(Point(x: points[0].x, y: tops[first] + heights[first]))
            for item in path.dropFirst().dropLast() {
                let (x, level) = (places[item] - left + Self.margin, levels.items[item].level)
                points += [Point(x: x, y: tops[level]), Point(x: x, y: tops[level] + heights[level])]
            }
            let end = boxes[edge.to].x + offset(edge, isEnd: true, diagram)
            points.append(Point(x: end, y: tops[levels.items[edge.to].level]))
            arrows.append(points + [Point(x: end, y: boxes[edge.to].top)])
        }
    }

    /// How far from the middle of its box an arrow begins or ends: at the port of a diagram in the box.
    private func offset(_ edge: Diagram.Edge, isEnd: Bool, _ diagram: Diagram) -> Double {
        let node = isEnd ? edge.to : edge.from
        guard let layout = inner[node], let inside = diagram.nodes[node].inside else { return 0 }
        let ports = inside.ports(isEntry: isEnd)
        let index = isEnd ? edge.input : edge.output
        return ports.indices.contains(index) ? layout.boxes[ports[index]].x - layout.width / 2 : 0
    }

    private static func size(_ node: Diagram.Node, _ inner: DiagramLayout?) -> (width: Double, height: Double) {
        if node.isPort { return (0, 0) }
        if let inner {
            return (
                max(inner.width, node.heading.width(size: titleSize, isBold: true) + 24), inner.height + titleHeight
            )
        }
        let title = node.title.width(size: titleSize, isBold: true) + 24
        let widest = node.lines.map { $0.width(size: lineSize) + 24 }.max() ?? 0
        return (max(title, widest, 90), 12 + lineHeight * Double(1 + node.lines.count))
    }
}

extension Diagram {
    /// The nodes that stand for where arrows come in, or go out.
    func ports(isEntry: Bool) -> [Int] {
        let ends = Set(edges.map(\.to))
        return nodes.indices.filter { nodes[$0].isPort && ends.contains($0) != isEntry }
    }
}

extension Diagram.Node {
    /// What stands above a diagram in the box.
    var heading: String { ([title] + lines).joined(separator: "  ") }
}

extension String {
    /// About how wide it is as sans-serif letters of so many pixels.
    func width(size: Double, isBold: Bool = false) -> Double {
        let units = reduce(0.0) { sum, letter in
            sum
                + ("ijlI.,:;'|!()[]ft ".contains(letter)
                    ? 0.38 : letter.isUppercase || "mwMW…—".contains(letter) ? 0.78 : 0.62)
        }
        return units * size * (isBold ? 1.1 : 1)
    }
}

// MARK: Across

extension DiagramLayout {
    /// The middles of boxes and bends from left to right: on each level in order and apart, and with the least weighted
    /// sideways way of arrows that a few sweeps over the levels find. Long arrows and the longest path come out straight.
    private func places(_ diagram: Diagram, _ levels: DiagramLevels, _ widths: [Double]) -> [Double] {
        let items = levels.items
        var places = Array(repeating: 0.0, count: items.count)
        var above = Array(repeating: [(item: Int, shift: Double, weight: Double)](), count: items.count)
        var below = above
        for link in levels.links {
            let edge = diagram.edges[link.edge]
            let start = items[link.from].node == nil ? 0 : offset(edge, isEnd: false, diagram)
            let end = items[link.to].node == nil ? 0 : offset(edge, isEnd: true, diagram)
            let bends = (items[link.from].node == nil ? 1 : 0) + (items[link.to].node == nil ? 1 : 0)
            let weight = [4.0, 1, 8][bends]
            above[link.to].append((link.from, start - end, weight))
            below[link.from].append((link.to, end - start, weight))
        }
        let half = items.map { $0.node.map { widths[$0] / 2 } ?? 6 }
        func settle(_ row: [Int], _ isDown: Bool, _ isBoth: Bool) {
            var wanted: [[(place: Double, weight: Double)]] = []
            var shifts: [Double] = []
            for (index, item) in row.enumerated() {
                shifts.append(index == 0 ? 0 : shifts[index - 1] + half[row[index - 1]] + half[item] + Self.gap)
                let near = isBoth ? above[item] + below[item] : isDown ? above[item] : below[item]
                let at = near.map { (places[$0.item] + $0.shift - shifts[index], $0.weight) }
                wanted.append(at.isEmpty ? [(places[item] - shifts[index], 0.01)] : at)
            }
            for (index, place) in ascending(wanted).enumerated() { places[row[index]] = place + shifts[index] }
        }
        for row in levels.rows { settle(row, true, false) }
        for sweep in 0..<20 {
            let isDown = sweep % 2 == 1
            for row in isDown ? levels.rows : levels.rows.reversed() { settle(row, isDown, sweep >= 8) }
        }
        return places
    }
}
