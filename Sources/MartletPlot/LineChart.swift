/// Lines over numbers, each with a band around it if wanted, as SVG.
///
/// ```swift
/// let chart = LineChart(
///     title: "CartPole-v1", x: "steps", y: "mean return",
///     series: [
///         .init("DQN", x: steps, y: means, band: (lows, highs))
///     ])
/// print(chart.svg)
/// ```
public struct LineChart: Sendable {
    /// A line through points, in order.
    public struct Series: Sendable {
        /// What the legend calls it.
        public var name: String
        /// The points' abscissas.
        public var x: [Double]
        /// The points' ordinates, as many as abscissas.
        public var y: [Double]
        /// What is shaded: from, to, at each point.
        public var band: (low: [Double], high: [Double])?

        /// A line through points, with a band between `low` and `high` around it.
        ///
        /// - Parameter band: bounds for each point.
        public init(_ name: String, x: [Double], y: [Double], band: (low: [Double], high: [Double])? = nil) {
            self.name = name
            self.x = x
            self.y = y
            self.band = band
        }

        /// Points whose numbers are all finite.
        fileprivate var points: [(x: Double, y: Double, low: Double, high: Double)] {
            (0..<min(x.count, y.count)).compactMap { i in
                let low = band.flatMap { i < $0.low.count ? $0.low[i] : nil } ?? y[i]
                let high = band.flatMap { i < $0.high.count ? $0.high[i] : nil } ?? y[i]
                return [x[i], y[i], low, high].allSatisfy(\.isFinite) ? (x[i], y[i], low, high) : nil
            }
        }
    }

    /// What stands above the chart; empty for nothing.
    public var title: String
    /// What the axes say.
    public var x: String
    /// What stands beside the vertical axis.
    public var y: String
    /// The lines, in the order of the legend.
    public var series: [Series]
    /// In pixels.
    public var width = 640
    /// In pixels, as `width`.
    public var height = 400

    /// A chart of 640 × 400 pixels, whose axes reach as far as the points.
    public init(title: String = "", x: String = "", y: String = "", series: [Series]) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let points = series.map(\.points)
        let xs = Axis(points.joined().map(\.x), from: 70, to: Double(width) - 30)
        let ys = Axis(points.joined().flatMap { [$0.low, $0.high, $0.y] }, from: Double(height) - 50, to: 40)
        var paper = ChartPaper(width: width, height: height)
        for tick in xs.ticks {
            paper.line(xs[tick], ys.from, xs[tick], ys.to, "#e5e5e5")
            paper.label(ChartPaper.number(tick), xs[tick], ys.from + 18, "middle")
        }
        paper.drawTicks(ys, from: xs.from, to: xs.to)
        for (index, points) in points.enumerated() where !points.isEmpty {
            let color = ChartPaper.color(index)
            if series[index].band != nil {
                let outline = points.map { (xs[$0.x], ys[$0.high]) } + points.reversed().map { (xs[$0.x], ys[$0.low]) }
                paper.draw(
                    "polygon",
                    [.init("points", Self.path(outline)), .init("fill", color), .init("fill-opacity", "0.2")])
            }
            paper.draw(
                "polyline",
                [
                    .init("points", Self.path(points.map { (xs[$0.x], ys[$0.y]) })), .init("fill", "none"),
                    .init("stroke", color), .init("stroke-width", "2"),
                ])
            let place = ys.to + 16 + 16 * Double(index)
            paper.line(xs.from + 10, place - 4, xs.from + 30, place - 4, color)
            paper.label(series[index].name, xs.from + 36, place, "start")
        }
        paper.drawNames(title: title, x: x, y: y, xs: (xs.from, xs.to), ys: (ys.from, ys.to))
        return paper.svg
    }

    private static func path(_ points: [(Double, Double)]) -> String {
        points.map { "\($0.svg(digits: 1)),\($1.svg(digits: 1))" }.joined(separator: " ")
    }
}
