/// Bars below one another, each in parts if there are several series, as SVG: how much each of some things counts.
public struct HorizontalBarChart: Sendable {
    /// What stands above the chart; empty for nothing.
    public var title: String
    /// What stands below the axis.
    public var x: String
    /// What stands beside the bars, from the top.
    public var categories: [String]
    /// The parts, from the axis on. A single one has no legend, and its numbers stand beside the bars.
    public var series: [BarChart.Series]
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels; the height follows from the number of bars.
    public var width = 640

    /// A chart of 640 pixels.
    public init(title: String = "", x: String = "", categories: [String], series: [BarChart.Series]) {
        self.title = title
        self.x = x
        self.categories = categories
        self.series = series
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let width = width.asSide
        let isSingle = series.count == 1
        let entries = series.enumerated().map { ChartLegend.Entry(name: $1.name, color: theme.color($0)) }
        let legend = ChartLegend(isSingle ? [] : entries, left: 16, right: Double(width) - 16)
        let rows = ChartRows(
            categories, width: width, rowHeight: 26,
            above: (title.isEmpty ? 16 : 42) + legend.height, after: isSingle ? 64 : 24)
        let bars = categories.indices.map { row in
            series.map { row < $0.values.count && $0.values[row].isFinite ? $0.values[row] : 0 }
        }
        // Parts of either sign are stacked on their own side.
        let sums = bars.flatMap { bar in
            [bar.filter { $0 > 0 }.reduce(0, +), bar.filter { $0 < 0 }.reduce(0, +)]
        }
        let hasSigns = sums.contains { $0 < 0 }
        let axis = Axis(sums + [0], from: rows.left, to: rows.right)
        var paper = rows.paper(title: title, axis: axis, x: x, theme: theme)
        for (row, bar) in bars.enumerated() {
            var ends = (more: 0.0, less: 0.0)
            for (index, value) in bar.enumerated() where value != 0 {
                let start = value > 0 ? ends.more : ends.less
                if value > 0 { ends.more += value } else { ends.less += value }
                let (from, to) = (axis[min(start, start + value)], axis[max(start, start + value)])
                paper.fill(
                    x: from, y: rows.middle(row) - 9, width: to - from, height: 18,
                    isSingle ? (hasSigns && value > 0 ? theme.more : theme.less) : theme.color(index),
                    title: "\(categories[row])\(isSingle ? "" : ", \(series[index].name)"): \(value.brief)")
            }
            if isSingle {
                let value = bar[0]
                paper.label(
                    value.brief, axis[value] + (value < 0 ? -5 : 5), rows.middle(row) + 4, value < 0 ? "end" : "start",
                    color: theme.faint)
            }
        }
        paper.line(axis[0], rows.top, axis[0], rows.bottom, theme.faint)
        legend.draw(top: rows.top - legend.height, on: &paper)
        return paper.svg
    }
}
