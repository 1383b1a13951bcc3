import Glibc

/// How numbers are distributed, as SVG: a bar for each interval, as high as it has numbers; several lie over one
/// another.
public struct HistogramChart: Sendable {
    /// What stands above the chart; empty for nothing.
    public var title: String
    /// What stands below the axis.
    public var x: String
    /// What stands beside the vertical axis.
    public var y: String
    /// The numbers, in the order of the legend; those that aren't finite are left out.
    public var series: [BarChart.Series]
    /// How many intervals of one width lie between the least and the greatest number.
    public var bins: Int?
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels.
    public var width = 640
    /// In pixels, as `width`.
    public var height = 400

    /// A chart of 640 × 400 pixels.
    ///
    /// - Parameter bins: from 1 to 1000; as many as NumPy's `bins="auto"` unless given: by the rule of Freedman and
    ///   Diaconis, or where that is fewer of Sturges.
    public init(
        title: String = "", x: String = "", y: String = "count", series: [BarChart.Series], bins: Int? = nil
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
        self.bins = bins
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let numbers = series.map { $0.values.filter { $0.isFinite && $0.magnitude < 1e300 } }
        let all = numbers.joined().sorted()
        let (low, high) = Self.range(all)
        let count = bins.map { min(max($0, 1), 1000) } ?? Self.automatic(all)
        let width = (high - low) / Double(count)
        let counts = numbers.map { numbers in
            numbers.reduce(into: [Double](repeating: 0, count: count)) { counts, number in
                counts[min(count - 1, Int((number - low) / (high - low) * Double(count)))] += 1
            }
        }
        let frame = ChartFrame(
            title: title, x: x, y: y,
            legend: series.count < 2
                ? [] : series.enumerated().map { .init(name: $1.name, color: theme.color($0)) },
            theme: theme, width: self.width, height: height, xs: [low, high], ys: counts.joined() + [0])
        let (xs, ys) = (frame.xs, frame.ys)
        var paper = frame.paper
        for (index, counts) in counts.enumerated() {
            for (bin, number) in counts.enumerated() where number > 0 {
                let (from, to) = (low + Double(bin) * width, low + Double(bin + 1) * width)
                let (left, right) = (xs[from], xs[to])
                let name = series.count < 2 ? "" : "\(series[index].name), "
                paper.fill(
                    x: left, y: ys[number], width: max(0.5, right - left - 1), height: ys[0] - ys[number],
                    theme.color(index), opacity: series.count < 2 ? 1 : 0.6,
                    title: "\(name)\(from.brief) to \(to.brief): \(Int(number))")
            }
        }
        return paper.svg
    }

    /// From where to where intervals reach: one unit around a single number, as NumPy's do.
    private static func range(_ sorted: [Double]) -> (Double, Double) {
        guard let low = sorted.first, let high = sorted.last else { return (0, 1) }
        let room = max(0.5, low.magnitude * 1e-9)
        let isWide = high - low > max(1e-300, 1e-12 * max(low.magnitude, high.magnitude))
        return isWide ? (low, high) : (low - room, low + room)
    }

    private static func automatic(_ sorted: [Double]) -> Int {
        guard let low = sorted.first, let high = sorted.last, (low, high) == range(sorted) else { return 1 }
        func quantile(_ part: Double) -> Double {
            let place = part * Double(sorted.count - 1)
            let index = min(Int(place), sorted.count - 2)
            return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
        }
        let sturges = (high - low) / (log2(Double(sorted.count)) + 1)
        let spread = 2 * (quantile(0.75) - quantile(0.25)) / cbrt(Double(sorted.count))
        let width = spread > 0 ? min(spread, sturges) : sturges
        return Int(min(1000, max(1, ((high - low) / width).rounded(.up))))
    }
}
