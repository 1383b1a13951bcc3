/// A sheet with a title, a legend and two axes, between which a chart is drawn.
struct ChartFrame {
    let xs, ys: Axis
    var paper: ChartPaper

    /// - Parameters:
    ///   - x: what stands below the horizontal axis.
    ///   - y: what stands beside the vertical axis.
    ///   - after: how many pixels are left for what stands to the right.
    ///   - xs: numbers that lie on the horizontal axis; nil for one without ticks.
    ///   - ys: numbers that lie on the vertical axis.
    init(
        title: String, x: String, y: String, legend entries: [ChartLegend.Entry] = [], theme: ChartTheme, width: Int,
        height: Int, after: Double = 30, xs: [Double]?, ys: [Double]
    ) {
        let (width, height) = (width.asSide, height.asSide)
        let right = Double(width) - after
        let above = title.isEmpty ? 18.0 : 44
        let legend = ChartLegend(entries, left: 70, right: right)
        // However many names there are, half of the sheet is for what they name.
        let names = min(legend.height, Double(height) / 2 - above)
        self.ys = Axis(ys, from: Double(height) - 52, to: above + names)
        // Numbers beside the axis take what they need.
        let numbers = self.ys.ticks.map { ChartPaper.number($0).width() }.max() ?? 0
        let left = min(max(46, numbers + (y.isEmpty ? 16 : 36)), Double(width) / 3)
        self.xs = Axis(xs ?? [], from: left, to: right)
        paper = ChartPaper(width: width, height: height, theme: theme)
        if xs == nil {
            paper.label(x, (left + right) / 2, self.ys.from + 38, "middle", color: theme.faint)
        } else {
            paper.drawTicks(below: self.xs, top: self.ys.to, bottom: self.ys.from, name: x)
        }
        paper.drawTicks(self.ys, from: left, to: right)
        paper.drawTitle(title)
        paper.drawUpright(y, x: 18, middle: (self.ys.from + self.ys.to) / 2)
        if legend.height <= names { legend.draw(top: above - 8, on: &paper) }
    }
}
