/// What charts are drawn on: a white sheet with ticks and names.
struct ChartPaper {
    private let width, height: Double
    private var text = ""

    /// So many pixels.
    init(width: Int, height: Int) {
        (self.width, self.height) = (Double(width), Double(height))
        draw("rect", [.init("width", self.width), .init("height", self.height), .init("fill", "white")])
    }

    /// The chart as an SVG file's text.
    var svg: String {
        SVGElement.file(
            width: width, height: height, [.init("font-family", "sans-serif"), .init("font-size", "12")], text)
    }

    /// Colours that those who see few tell apart, too (Okabe & Ito 2008).
    static func color(_ index: Int) -> String {
        let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
        return colors[index % colors.count]
    }

    /// A tick's number, without a point where it is whole.
    static func number(_ value: Double) -> String {
        if abs(value) > 1e9 { return "\(value)" }
        let rounded = (value * 1e6).rounded() / 1e6
        return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
    }

    mutating func draw(_ name: String, _ attributes: [SVGElement.Attribute], text: String = "") {
        self.text += SVGElement(name, attributes, text: text).written()
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String) {
        draw("line", [.init("x1", x1), .init("y1", y1), .init("x2", x2), .init("y2", y2), .init("stroke", color)])
    }

    mutating func label(_ text: String, _ x: Double, _ y: Double, _ anchor: String, size: Int = 12) {
        if text.isEmpty { return }
        draw(
            "text", [.init("x", x), .init("y", y), .init("text-anchor", anchor), .init("font-size", "\(size)")],
            text: text)
    }

    /// The ticks of a vertical axis, each with a line across.
    mutating func drawTicks(_ axis: Axis, from: Double, to: Double) {
        for tick in axis.ticks {
            line(from, axis[tick], to, axis[tick], "#e5e5e5")
            label(Self.number(tick), from - 8, axis[tick] + 4, "end")
        }
    }

    /// What stands above and beside axes of which these are the ends.
    mutating func drawNames(
        title: String, x: String, y: String, xs: (from: Double, to: Double), ys: (from: Double, to: Double)
    ) {
        label(title, width / 2, 24, "middle", size: 15)
        label(x, (xs.from + xs.to) / 2, height - 12, "middle")
        draw(
            "text",
            [
                .init("transform", "translate(18 \(((ys.from + ys.to) / 2).svg(digits: 1))) rotate(-90)"),
                .init("text-anchor", "middle"),
            ], text: y)
    }
}
