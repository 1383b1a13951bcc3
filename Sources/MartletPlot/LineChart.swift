/// Lines over numbers, each with a band around it if wanted, as SVG.
///
/// ```swift
/// let chart = LineChart(title: "CartPole-v1", x: "steps", y: "mean return", series: [
///     .init("DQN", x: steps, y: means, band: (lows, highs))
/// ])
/// print(chart.svg)
/// ```
public struct LineChart: Sendable {
    /// A line through points, in order.
    public struct Series: Sendable {
        public var name: String
        public var x: [Double]
        public var y: [Double]
        /// What is shaded: from, to, at each point.
        public var band: (low: [Double], high: [Double])?

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

    public var title: String
    /// What the axes say.
    public var x: String
    public var y: String
    public var series: [Series]
    /// In pixels.
    public var width = 640
    public var height = 400

    public init(title: String = "", x: String = "", y: String = "", series: [Series]) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
    }

    /// Told apart also by those who see few colours (Okabe & Ito 2008).
    private static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let points = series.map(\.points)
        let xs = Axis(points.joined().map(\.x), from: 70, to: Double(width) - 30)
        let ys = Axis(points.joined().flatMap { [$0.low, $0.high, $0.y] }, from: Double(height) - 50, to: 40)
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" font-family="sans-serif" font-size="12">
            <rect width="\(width)" height="\(height)" fill="white"/>

            """
        for tick in xs.ticks {
            text += line(xs[tick], ys.from, xs[tick], ys.to, "#e5e5e5")
            text += label(number(tick), xs[tick], ys.from + 18, "middle")
        }
        for tick in ys.ticks {
            text += line(xs.from, ys[tick], xs.to, ys[tick], "#e5e5e5")
            text += label(number(tick), xs.from - 8, ys[tick] + 4, "end")
        }
        for (index, points) in points.enumerated() where !points.isEmpty {
            let color = Self.colors[index % Self.colors.count]
            if series[index].band != nil {
                let outline =
                    points.map { "\(short(xs[$0.x])),\(short(ys[$0.high]))" }
                    + points.reversed().map { "\(short(xs[$0.x])),\(short(ys[$0.low]))" }
                text +=
                    "<polygon points=\"\(outline.joined(separator: " "))\" fill=\"\(color)\" fill-opacity=\"0.2\"/>\n"
            }
            let path = points.map { "\(short(xs[$0.x])),\(short(ys[$0.y]))" }.joined(separator: " ")
            text += "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\"/>\n"
            let place = ys.to + 16 + 16 * Double(index)
            text += line(xs.from + 10, place - 4, xs.from + 30, place - 4, color)
            text += label(series[index].name, xs.from + 36, place, "start")
        }
        text += label(title, Double(width) / 2, 24, "middle", size: 15)
        text += label(x, (xs.from + xs.to) / 2, Double(height) - 12, "middle")
        let middle = short((ys.from + ys.to) / 2)
        text += "<text transform=\"translate(18 \(middle)) rotate(-90)\" text-anchor=\"middle\">\(escaped(y))</text>\n"
        return text + "</svg>\n"
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String) -> String {
        "<line x1=\"\(short(x1))\" y1=\"\(short(y1))\" x2=\"\(short(x2))\" y2=\"\(short(y2))\" stroke=\"\(color)\"/>\n"
    }

    private func label(_ text: String, _ x: Double, _ y: Double, _ anchor: String, size: Int = 12) -> String {
        text.isEmpty
            ? ""
            : "<text x=\"\(short(x))\" y=\"\(short(y))\" text-anchor=\"\(anchor)\" font-size=\"\(size)\">"
                + "\(escaped(text))</text>\n"
    }
}

/// Text as XML may hold it.
func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, letter in
        switch letter {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.append(letter)
        }
    }
}

/// A coordinate to a tenth of a pixel.
private func short(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

/// A tick's number, without a point where it is whole.
private func number(_ value: Double) -> String {
    if abs(value) > 1e9 { return "\(value)" }
    let rounded = (value * 1e6).rounded() / 1e6
    return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
}
