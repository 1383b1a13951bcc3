extension Diagram {
    /// The diagram as an SVG file's text: the same diagram gives the same bytes.
    public var svg: String {
        let layout = DiagramLayout(self)
        let background = SVGElement(
            "rect", [.init("width", layout.width), .init("height", layout.height), .init("fill", "white")])
        return SVGElement.file(
            width: layout.width, height: layout.height,
            [
                .init("width", layout.width), .init("height", layout.height), .init("font-family", "sans-serif"),
                .init("font-size", DiagramLayout.lineSize), .init("text-anchor", "middle"),
            ],
            background.written() + drawn(layout))
    }

    /// Arrows, then boxes over them.
    private func drawn(_ layout: DiagramLayout) -> String {
        var text = ""
        for (edge, points) in zip(edges, layout.arrows) {
            var points = points
            if nodes[edge.from].isPort { points[0].y -= DiagramLayout.titleHeight }  // from the line around the box
            text += Self.arrow(points, hasHead: !nodes[edge.to].isPort && nodes[edge.to].inside == nil)
        }
        for (index, node) in nodes.enumerated() where !node.isPort {
            text += drawn(node, layout.boxes[index], layout.inner[index])
        }
        return text
    }

    private func drawn(_ node: Node, _ box: DiagramLayout.Box, _ inner: DiagramLayout?) -> String {
        let (fill, stroke) = node.inside == nil ? node.style.colors : ("#fafafa", "#9e9e9e")
        var rectangle: [SVGElement.Attribute] = [
            .init("x", box.x - box.width / 2), .init("y", box.top), .init("width", box.width),
            .init("height", box.height), .init("rx", node.style == .operation ? box.height / 2 : 5),
            .init("fill", fill),
            .init("stroke", stroke),
        ]
        if node.style == .frozen { rectangle.append(.init("stroke-dasharray", "4 3")) }
        var text = SVGElement("rect", rectangle).written()
        let title: [SVGElement.Attribute] = [
            .init("font-size", DiagramLayout.titleSize), .init("font-weight", "bold"),
        ]
        if let inside = node.inside, let inner {
            let left = (box.x - inner.width / 2).svg(), top = (box.top + DiagramLayout.titleHeight).svg()
            text += SVGElement("g", [.init("transform", "translate(\(left) \(top))")])
                .written(inner: inside.drawn(inner))
            let heading: [SVGElement.Attribute] = [
                .init("x", box.x - box.width / 2 + 10), .init("y", box.top + 18), .init("text-anchor", "start"),
                .init("stroke", fill), .init("stroke-width", 4), .init("paint-order", "stroke"),  // over arrows
            ]
            return text + SVGElement("text", heading + title, text: node.heading).written()
        }
        for (index, line) in ([node.title] + node.lines).enumerated() {
            let y = box.top + 6 + DiagramLayout.lineHeight * (Double(index) + 0.75)
            text += SVGElement(
                "text", [.init("x", box.x), .init("y", y)] + (index == 0 ? title : []), text: line
            ).written()
        }
        return text
    }

    /// Straight past each level, and a curve from one to the next.
    private static func arrow(_ points: [DiagramLayout.Point], hasHead: Bool) -> String {
        let head = hasHead ? 7.0 : 0
        var points = points
        let tip = points[points.count - 1]
        points[points.count - 1].y -= head
        points[points.count - 2].y = min(points[points.count - 2].y, tip.y - head)
        func at(_ point: DiagramLayout.Point) -> String { "\(point.x.svg(digits: 1)) \(point.y.svg(digits: 1))" }
        var path = "M\(at(points[0]))"
        for (from, to) in zip(points, points.dropFirst()) where from != to {
            let middle = (from.y + to.y) / 2
            path +=
                from.x == to.x
                ? "L\(at(to))" : "C\(at(.init(x: from.x, y: middle))) \(at(.init(x: to.x, y: middle))) \(at(to))"
        }
        let line = SVGElement(
            "path", [.init("d", path), .init("fill", "none"), .init("stroke", "#616161")]
        ).written()
        guard hasHead else { return line }
        let corners = [(tip.x, tip.y), (tip.x - 3.5, tip.y - head), (tip.x + 3.5, tip.y - head)]
        let outline = corners.map { "\($0.0.svg(digits: 1)),\($0.1.svg(digits: 1))" }.joined(separator: " ")
        return line + SVGElement("polygon", [.init("points", outline), .init("fill", "#616161")]).written()
    }
}

extension Diagram.Node.Style {
    /// Of the inside and of the line around it.
    fileprivate var colors: (String, String) {
        switch self {
        case .source: ("#e8f5e9", "#43a047")
        case .plain: ("#f5f5f5", "#9e9e9e")
        case .weighted: ("#e3f2fd", "#1e88e5")
        case .frozen: ("#e3f2fd", "#1e88e5")
        case .operation: ("#fff8e1", "#ffa000")
        }
    }
}
