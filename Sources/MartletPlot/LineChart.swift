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
        /// Whether each point is marked.
        public var hasMarkers = false
        /// Whether it is drawn with gaps and without a colour, as what others are compared with.
        public var isDashed = false

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
    /// Light or dark.
    public var theme = ChartTheme.light
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
        var colors: [String] = []
        for series in series {
            let count = colors.count { $0 != theme.faint }
            colors.append(series.isDashed ? theme.faint : theme.color(count))
        }
        let shown = series.indices.filter { !points[$0].isEmpty }
        let frame = ChartFrame(
            title: title, x: x, y: y,
            legend: shown.map { .init(name: series[$0].name, color: colors[$0], isDashed: series[$0].isDashed) },
            theme: theme, width: width, height: height, xs: points.joined().map(\.x),
            ys: points.joined().flatMap { [$0.low, $0.high, $0.y] })
        let (xs, ys) = (frame.xs, frame.ys)
        var paper = frame.paper
        for index in shown {
            let (points, series, color) = (points[index], series[index], colors[index])
            if series.band != nil {
                let outline = points.map { (xs[$0.x], ys[$0.high]) } + points.reversed().map { (xs[$0.x], ys[$0.low]) }
                paper.fill(outline, color, opacity: 0.2)
            }
            paper.line(
                points.map { (xs[$0.x], ys[$0.y]) }, color, width: series.isDashed ? 1 : 2, isDashed: series.isDashed)
            guard series.hasMarkers else { continue }
            for point in points {
                paper.dot(
                    xs[point.x], ys[point.y], radius: 3.5, color,
                    title: "\(series.name): \(point.x.brief), \(point.y.brief)")
            }
        }
        return paper.svg
    }
}
