/// How steps lead from one number to another, as SVG: bars below one another, each from where the one below ends.
public struct WaterfallChart: Sendable {
    /// A step.
    public struct Step: Sendable {
        /// What stands beside it.
        public var name: String
        /// How far it leads, up or down.
        public var value: Double

        /// A step of a length.
        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// What stands above the chart; empty for nothing.
    public var title: String
    /// Where the steps begin.
    public var start: Double
    /// What the first number is called, and the last.
    public var names: (start: String, end: String)
    /// The steps, of which the last is the lowest bar and begins at the start.
    public var steps: [Step]
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels; the height follows from the number of steps.
    public var width = 640

    /// A chart of 640 pixels.
    public init(
        title: String = "", start: Double, names: (start: String, end: String) = ("E[f(x)]", "f(x)"), steps: [Step]
    ) {
        self.title = title
        self.start = start
        self.names = names
        self.steps = steps
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let width = width.asSide
        let rows = ChartRows(
            steps.map(\.name), width: width, rowHeight: 30, above: title.isEmpty ? 38 : 62, after: 24)
        // Where each bar begins; the lowest first.
        var (place, begins) = (start.isFinite ? start : 0, [Double](repeating: 0, count: steps.count))
        let lengths = steps.map { $0.value.isFinite ? $0.value : 0 }
        for row in steps.indices.reversed() {
            begins[row] = place
            place += lengths[row]
        }
        let axis = Axis(begins + [place], from: rows.left + 50, to: rows.right - 50)
        let start = begins.last ?? place
        var paper = rows.paper(title: title, axis: axis, x: "", theme: theme)
        for row in steps.indices {
            let (from, to, y) = (axis[begins[row]], axis[begins[row] + lengths[row]], rows.middle(row))
            let isMore = lengths[row] >= 0
            // The way to the bar above.
            if row > 0 { paper.dashed(to, y - 11, to, y - 41, theme.faint) }
            let tip = min(7, abs(to - from)) * (isMore ? 1 : -1)
            paper.fill(
                [(from, y - 11), (to - tip, y - 11), (to, y), (to - tip, y + 11), (from, y + 11)],
                isMore ? theme.more : theme.less, title: "\(steps[row].name): \(steps[row].value.signed)")
            let text = lengths[row].signed
            if abs(to - from) > text.width() + 16 {
                paper.label(text, (from + to) / 2, y + 4, "middle", color: theme == .light ? "#ffffff" : "#101114")
            } else {
                paper.label(
                    text, to + (isMore ? 5 : -5), y + 4, isMore ? "start" : "end",
                    color: isMore ? theme.more : theme.less)
            }
        }
        paper.dashed(axis[place], rows.top - 4, axis[place], rows.top, theme.faint)
        let end = "\(names.end) = \(place.brief(beside: lengths))"
        let beginning = "\(names.start) = \(start.brief(beside: lengths))"
        paper.label(end, paper.inside(end, axis[place]), rows.top - 10, "middle")
        paper.dashed(axis[start], rows.bottom - 15, axis[start], rows.bottom + 24, theme.faint)
        paper.label(beginning, paper.inside(beginning, axis[start]), rows.bottom + 38, "middle")
        return paper.svg
    }
}
