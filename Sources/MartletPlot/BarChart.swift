/// Bars side by side for each of some categories, as SVG.
///
/// ```swift
/// let bars = BarChart(
///     title: "Digits", y: "% of dense", categories: ["dense", "pruned"],
///     series: [.init("accuracy", [100, 99.5]), .init("bytes", [100, 30])])
/// print(bars.svg)
/// ```
public struct BarChart: Sendable {
    /// A bar for each category.
    public struct Series: Sendable {
        /// What the legend calls it.
        public var name: String
        /// The bars' heights, in the order of the categories; numbers that aren't finite have none.
        public var values: [Double]

        /// A bar for each category.
        public init(_ name: String, _ values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    /// What stands above the chart; empty for nothing.
    public var title: String
    /// What stands beside the vertical axis.
    public var y: String
    /// What stands below the bars, from the left.
    public var categories: [String]
    /// The bars, in the order of the legend.
    public var series: [Series]
    /// In pixels.
    public var width = 640
    /// In pixels, as `width`.
    public var height = 400

    /// A chart of 640 × 400 pixels, whose axis begins at 0 and reaches as far as the bars.
    public init(title: String = "", y: String = "", categories: [String], series: [Series]) {
        self.title = title
        self.y = y
        self.categories = categories
        self.series = series
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let (left, right) = (70.0, Double(width) - 30)
        let heights = series.flatMap(\.values).filter(\.isFinite)
        let ys = Axis(heights + [0], from: Double(height) - 50, to: 54)  // below the title and a line of names
        var paper = ChartPaper(width: width, height: height)
        paper.drawTicks(ys, from: left, to: right)
        let room = (right - left) / Double(max(categories.count, 1))
        let bar = 0.8 * room / Double(max(series.count, 1))
        for (place, category) in categories.enumerated() {
            let start = left + (Double(place) + 0.1) * room
            for (index, series) in series.enumerated() where place < series.values.count {
                let value = series.values[place]
                guard value.isFinite else { continue }
                paper.draw(
                    "rect",
                    [
                        .init("x", start + Double(index) * bar), .init("y", min(ys[value], ys[0])),
                        .init("width", 0.9 * bar), .init("height", abs(ys[value] - ys[0])),
                        .init("fill", ChartPaper.color(index)),
                    ])
            }
            paper.label(category, start + 0.4 * room, ys.from + 18, "middle")
        }
        let column = (right - left) / Double(max(series.count, 1))
        for (index, series) in series.enumerated() {
            let start = left + Double(index) * column
            paper.draw(
                "rect",
                [
                    .init("x", start), .init("y", 34), .init("width", 10), .init("height", 10),
                    .init("fill", ChartPaper.color(index)),
                ])
            paper.label(series.name, start + 14, 43, "start")
        }
        paper.drawNames(title: title, x: "", y: y, xs: (left, right), ys: (ys.from, ys.to))
        return paper.svg
    }
}
