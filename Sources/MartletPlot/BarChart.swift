/// Bars side by side for each of some categories, as SVG.
///
/// ```swift
/// let bars = BarChart(
///     title: "Digits", y: "% of dense", categories: ["dense", "pruned"],
///     series: [.init("accuracy", [100, 99.5]), .init("bytes", [100, 30])])
/// print(bars.svg)
/// ```
public struct BarChart: Sendable {
    /// Numbers of one name: a bar for each category, or a part of one.
    public struct Series: Sendable {
        /// What the legend calls it.
        public var name: String
        /// How long the bars are, in the order of the categories; numbers that aren't finite have none.
        public var values: [Double]

        /// Numbers of a name.
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
    /// Light or dark.
    public var theme = ChartTheme.light
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
        let heights = series.flatMap(\.values).filter(\.isFinite)
        let frame = ChartFrame(
            title: title, x: "", y: y,
            legend: series.enumerated().map { .init(name: $1.name, color: theme.color($0)) }, theme: theme,
            width: width, height: height, xs: nil, ys: heights + [0])
        let (left, right, ys) = (frame.xs.from, frame.xs.to, frame.ys)
        var paper = frame.paper
        let room = (right - left) / Double(max(categories.count, 1))
        let bar = 0.8 * room / Double(max(series.count, 1))
        for (place, category) in categories.enumerated() {
            let start = left + (Double(place) + 0.1) * room
            for (index, series) in series.enumerated() where place < series.values.count {
                let value = series.values[place]
                guard value.isFinite else { continue }
                paper.fill(
                    x: start + Double(index) * bar, y: min(ys[value], ys[0]), width: 0.9 * bar,
                    height: abs(ys[value] - ys[0]), theme.color(index),
                    title: "\(category), \(series.name): \(value.brief)")
            }
            paper.label(category.fitted(to: room), start + 0.4 * room, ys.from + 18, "middle")
        }
        return paper.svg
    }
}
