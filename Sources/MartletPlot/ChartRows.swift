/// How charts whose rows are named beside them are laid out.
struct ChartRows {
    let names: [String]
    private let width: Int
    /// The least and the greatest pixel of what is drawn.
    let left, right, top: Double
    let rowHeight: Double
    var bottom: Double { top + Double(names.count) * rowHeight }

    /// - Parameters:
    ///   - after: how many pixels are left for what stands to the right.
    ///   - above: how many pixels are left for what stands above.
    init(_ names: [String], width: Int, rowHeight: Double, above: Double, after: Double) {
        // Names take what they need, up to two fifths of the chart.
        let most = max(20, 0.4 * Double(width))
        self.names = names.map { $0.fitted(to: most) }
        left = (self.names.map { $0.width() }.max() ?? 0) + 24
        right = max(left + 1, Double(width) - after)
        self.width = width
        top = above
        self.rowHeight = rowHeight
    }

    /// The middle of a row.
    func middle(_ row: Int) -> Double { top + (Double(row) + 0.5) * rowHeight }

    /// The height of a chart with an axis below.
    var height: Int { Int(bottom) + 52 }

    /// A sheet with a title, the rows' names and an axis below.
    func paper(title: String, axis: Axis, x: String, theme: ChartTheme) -> ChartPaper {
        var paper = ChartPaper(width: width, height: height, theme: theme)
        paper.drawTicks(below: axis, top: top, bottom: bottom, name: x)
        for (row, name) in names.enumerated() { paper.label(name, left - 10, middle(row) + 4, "end") }
        paper.drawTitle(title)
        return paper
    }
}

extension Int {
    /// As a chart's side: large enough to draw on, and no more than can be drawn.
    var asSide: Int { Swift.min(Swift.max(self, 240), 10_000) }
}
