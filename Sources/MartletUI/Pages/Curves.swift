import MartletPlot
import MartletTracking

/// Charts of metrics over steps.
struct Curves {
    /// A run's numbers by name.
    typealias Histories = [String: [MLflowMetric]]

    private let charts: [(name: String, lines: [(name: String, points: [MLflowMetric])])]

    /// Charts of one run: training's and validation's numbers of one name over one another.
    init(_ histories: Histories) {
        let names = histories.keys.filter { name in
            !name.hasPrefix("val_") || histories[String(name.dropFirst("val_".count))] == nil
        }
        charts = names.sorted().map { name in
            let lines = [(name, "training"), ("val_\(name)", "validation")].compactMap { key, line in
                histories[key].map { (name: line, points: $0) }
            }
            return (name, lines.count == 1 ? [(name: "", points: lines[0].points)] : lines)
        }
    }

    /// Charts of several runs, each metric's curves over one another.
    init(_ runs: [(name: String, histories: Histories)]) {
        charts = Set(runs.flatMap(\.histories.keys)).sorted().map { name in
            (name, runs.compactMap { run in run.histories[name].map { (name: run.name, points: $0) } })
        }
    }

    /// The charts that have a line: of numbers that were noted once, tables say all.
    var html: HTML {
        let figures: [HTML] = charts.compactMap { chart in
            let lines = chart.lines.filter { $0.points.count > 1 }
            if lines.isEmpty { return nil }
            var picture = LineChart(
                x: "step", series: lines.map { Self.series($0.name, $0.points) })
            (picture.width, picture.height) = (480, 280)
            let said = lines.map { line in
                let (first, last) = (line.points[0], line.points[line.points.count - 1])
                let (start, end) = (first.value.brief, last.value.brief)
                return "\(line.name) from \(start) at step \(first.step) to \(end) at step \(last.step)"
            }
            return """
                <figure role="img" aria-label="\(chart.name): \(said.joined(separator: "; "))">
                <figcaption>\(chart.name)</figcaption>\(HTML(verbatim: picture.svg))</figure>

                """
        }
        return figures.isEmpty ? "" : "<div class=\"charts\">\(figures)</div>"
    }

    private static func series(_ name: String, _ points: [MLflowMetric]) -> LineChart.Series {
        let thinned = thinned(points, to: 400)
        return .init(name, x: thinned.map { Double($0.step) }, y: thinned.map(\.value))
    }

    /// At most so many points: of each stretch the first, the least and the greatest.
    static func thinned(_ points: [MLflowMetric], to count: Int) -> [MLflowMetric] {
        guard points.count > count else { return points }
        let stretches = count / 3
        return (0..<stretches).flatMap { stretch -> [MLflowMetric] in
            let places = stretch * points.count / stretches..<(stretch + 1) * points.count / stretches
            let finite = places.filter { points[$0].value.isFinite }
            let least = finite.min { points[$0].value < points[$1].value }
            let greatest = finite.max { points[$0].value < points[$1].value }
            return Set([places.lowerBound, least, greatest].compactMap { $0 }).sorted().map { points[$0] }
        } + points.suffix(1)
    }
}
