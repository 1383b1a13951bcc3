/// Points over two numbers, coloured by a third if there is one, as SVG.
public struct ScatterChart: Sendable {
    /// What stands above the chart; empty for nothing.
    public var title: String
    /// What the horizontal axis says.
    public var x: String
    /// What stands beside the vertical axis.
    public var y: String
    /// What the colours say.
    public var color: String
    /// Where each point is. Those without a place across, whose x is NaN, are short lines at the left edge; others with a number
    /// that isn't finite aren't drawn.
    public var points: [(x: Double, y: Double)]
    /// The number by which each is coloured; none for one colour.
    public var colors: [Double]
    /// What stands below the places 0, 1, … of the horizontal axis; none for numbers.
    public var categories: [String]
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels.
    public var width = 640
    /// In pixels, as `width`.
    public var height = 400

    /// How long the line of a point without a place across is.
    private static let dash = 8.0

    /// A chart of 640 × 400 pixels.
    public init(
        title: String = "", x: String = "", y: String = "", color: String = "", points: [(x: Double, y: Double)],
        colors: [Double] = [], categories: [String] = []
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.color = color
        self.points = points
        self.colors = colors
        self.categories = categories
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let drawn = points.enumerated().filter { !$0.element.x.isInfinite && $0.element.y.isFinite }
        let frame = ChartFrame(
            title: title, x: x, y: y, theme: theme, width: width, height: height, after: colors.isEmpty ? 30 : 76,
            xs: categories.isEmpty ? drawn.map(\.element.x).filter(\.isFinite) : nil, ys: drawn.map(\.element.y))
        let (xs, ys) = (frame.xs, frame.ys)
        var paper = frame.paper
        let room = (xs.to - xs.from) / Double(max(1, categories.count))
        func place(_ x: Double) -> Double { categories.isEmpty ? xs[x] : xs.from + (x + 0.5) * room }
        for (index, category) in categories.enumerated() {
            paper.label(category.fitted(to: room), place(Double(index)), ys.from + 18, "middle", color: theme.faint)
        }
        func name(_ x: Double) -> String {
            Int(exactly: x).flatMap { categories.indices.contains($0) ? categories[$0] : nil } ?? x.datum
        }
        if ys.ticks[0] < 0, ys.ticks[ys.ticks.count - 1] > 0 { paper.line(xs.from, ys[0], xs.to, ys[0], theme.faint) }
        let places = BeeswarmChart.places(colors)
        for (index, point) in drawn {
            let isColored = index < colors.count && colors[index].isFinite
            let color = isColored ? theme.scale(places[index]) : colors.isEmpty ? theme.less : "#8c8c8c"
            let title = ", \(point.y.brief)" + (isColored ? " (\(colors[index].brief))" : "")
            if point.x.isNaN {
                paper.line(xs.from, ys[point.y], xs.from + Self.dash, ys[point.y], color, title: "missing" + title)
            } else {
                paper.dot(place(point.x), ys[point.y], radius: 3.5, color, title: name(point.x) + title)
            }
        }
        if !colors.isEmpty { paper.drawScale(x: xs.to + 14, top: ys.to, bottom: ys.from, name: color) }
        return paper.svg
    }
}
