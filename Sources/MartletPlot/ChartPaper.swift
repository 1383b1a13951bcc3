/// What charts are drawn on: a sheet with ticks and names.
struct ChartPaper {
    let width, height: Double
    let theme: ChartTheme
    private var text = ""

    /// So many pixels.
    init(width: Int, height: Int, theme: ChartTheme = .light) {
        (self.width, self.height, self.theme) = (Double(width), Double(height), theme)
        draw("rect", [.init("width", self.width), .init("height", self.height), .init("fill", theme.paper)])
    }

    /// The chart as an SVG file's text.
    var svg: String {
        var attributes: [SVGElement.Attribute] = [.init("font-family", "sans-serif"), .init("font-size", "12")]
        attributes.append(.init("fill", theme.ink))
        return SVGElement.file(width: width, height: height, attributes, text)
    }

    /// A tick's number, without a point where it is whole.
    static func number(_ value: Double) -> String {
        if abs(value) > 1e9 { return "\(value)" }
        let rounded = (value * 1e6).rounded() / 1e6
        return (Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)").minus
    }

    /// - Parameter title: what is shown while a pointer rests there.
    mutating func draw(_ name: String, _ attributes: [SVGElement.Attribute], text: String = "", title: String = "") {
        let inner = title.isEmpty ? "" : SVGElement("title", [], text: title).written()
        self.text += SVGElement(name, attributes, text: text).written(inner: inner)
    }

    /// A closed shape through points.
    mutating func fill(
        _ points: [(Double, Double)], _ color: String, opacity: Double = 1, title: String = ""
    ) {
        var attributes: [SVGElement.Attribute] = [.init("points", Self.path(points)), .init("fill", color)]
        if opacity < 1 { attributes.append(.init("fill-opacity", opacity)) }
        draw("polygon", attributes, title: title)
    }

    mutating func fill(
        x: Double, y: Double, width: Double, height: Double, _ color: String, opacity: Double = 1, title: String = ""
    ) {
        var attributes: [SVGElement.Attribute] = [
            .init("x", x), .init("y", y), .init("width", max(0, width)), .init("height", max(0, height)),
            .init("fill", color),
        ]
        if opacity < 1 { attributes.append(.init("fill-opacity", opacity)) }
        draw("rect", attributes, title: title)
    }

    mutating func dot(_ x: Double, _ y: Double, radius: Double, _ color: String, title: String = "") {
        draw("circle", [.init("cx", x), .init("cy", y), .init("r", radius), .init("fill", color)], title: title)
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String, title: String = "") {
        draw(
            "line", [.init("x1", x1), .init("y1", y1), .init("x2", x2), .init("y2", y2), .init("stroke", color)],
            title: title)
    }

    mutating func label(
        _ text: String, _ x: Double, _ y: Double, _ anchor: String, size: Int = 12, color: String? = nil,
        isOnTop: Bool = false
    ) {
        if text.isEmpty { return }
        var attributes: [SVGElement.Attribute] = [
            .init("x", x), .init("y", y), .init("text-anchor", anchor), .init("font-size", "\(size)"),
        ]
        if let color { attributes.append(.init("fill", color)) }
        // What lies below ends around the letters.
        if isOnTop {
            attributes += [.init("stroke", theme.paper), .init("stroke-width", "4"), .init("paint-order", "stroke")]
        }
        draw("text", attributes, text: text)
    }

    /// Where the middle of a label is so that all of it is on the paper.
    func inside(_ text: String, _ x: Double, size: Int = 12) -> Double {
        let half = text.width(size: size) / 2 + 4
        return max(half, min(x, width - half))
    }

    /// The ticks of a vertical axis, each with a line across.
    mutating func drawTicks(_ axis: Axis, from: Double, to: Double) {
        for tick in axis.ticks {
            line(from, axis[tick], to, axis[tick], theme.grid)
            label(Self.number(tick), from - 8, axis[tick] + 4, "end", color: theme.faint)
        }
    }

    /// The ticks of a horizontal axis below a chart that reaches from `top` to `bottom`, each with a line up.
    mutating func drawTicks(below axis: Axis, top: Double, bottom: Double, name: String) {
        for tick in axis.ticks {
            line(axis[tick], top, axis[tick], bottom, theme.grid)
            label(Self.number(tick), axis[tick], bottom + 18, "middle", color: theme.faint)
        }
        label(name, (axis.from + axis.to) / 2, bottom + 38, "middle", color: theme.faint)
    }

    /// A bar that says which colours are low and high.
    mutating func drawScale(x: Double, top: Double, bottom: Double, name: String) {
        let steps = 32
        let height = (bottom - top) / Double(steps)
        for step in 0..<steps {
            fill(
                x: x, y: bottom - Double(step + 1) * height, width: 8, height: height + 0.5,
                theme.scale(Double(step) / Double(steps - 1)))
        }
        label("High", x + 12, top + 9, "start", color: theme.faint)
        label("Low", x + 12, bottom, "start", color: theme.faint)
        drawUpright(
            name.fitted(to: max(0, bottom - top - 40)), x: x + 24, middle: (top + bottom) / 2, color: theme.faint)
    }

    /// A label that is read from below, around a height.
    mutating func drawUpright(_ text: String, x: Double, middle: Double, color: String? = nil) {
        if text.isEmpty { return }
        draw(
            "text",
            [
                .init("transform", "translate(\(x.svg(digits: 1)) \(middle.svg(digits: 1))) rotate(-90)"),
                .init("text-anchor", "middle"), .init("fill", color ?? theme.faint),
            ], text: text)
    }

    /// The title in the middle of the sheet.
    mutating func drawTitle(_ title: String) {
        label(title.fitted(to: width - 20, size: 15), width / 2, 26, "middle", size: 15)
    }

    /// An open line through points.
    mutating func line(_ points: [(Double, Double)], _ color: String, width: Double = 1, isDashed: Bool = false) {
        var attributes: [SVGElement.Attribute] = [
            .init("points", Self.path(points)), .init("fill", "none"), .init("stroke", color),
            .init("stroke-width", width), .init("stroke-linejoin", "round"),
        ]
        if isDashed { attributes.append(.init("stroke-dasharray", "5 4")) }
        draw("polyline", attributes)
    }

    mutating func dashed(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String) {
        draw(
            "line",
            [
                .init("x1", x1), .init("y1", y1), .init("x2", x2), .init("y2", y2), .init("stroke", color),
                .init("stroke-dasharray", "3 3"),
            ])
    }

    private static func path(_ points: [(Double, Double)]) -> String {
        points.map { "\($0.svg(digits: 1)),\($1.svg(digits: 1))" }.joined(separator: " ")
    }
}
