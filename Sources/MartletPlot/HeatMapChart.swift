/// A table of numbers as colours, less than 0 and more, with a line above it and bars beside it, as SVG.
public struct HeatMapChart: Sendable {
    /// What stands above the chart; empty for nothing.
    public var title: String
    /// What stands below the columns.
    public var x: String
    /// What the colours say.
    public var color: String
    /// What stands beside the rows, from the top.
    public var rows: [String]
    /// The numbers of each row, as many for each.
    public var values: [[Double]]
    /// What the columns are called where a pointer rests; by their numbers unless given.
    public var columnNames: [String]
    /// A number for each column, drawn as a line above it; none for no line.
    public var line: [Double]
    /// What the line is called.
    public var lineName: String
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels; the height follows from the number of rows.
    public var width = 640

    /// A chart of 640 pixels.
    public init(
        title: String = "", x: String = "", color: String = "", rows: [String], values: [[Double]],
        columnNames: [String] = [], line: [Double] = [], lineName: String = "f(x)"
    ) {
        self.title = title
        self.x = x
        self.color = color
        self.rows = rows
        self.values = values
        self.columnNames = columnNames
        self.line = line
        self.lineName = lineName
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let width = width.asSide
        let heading = title.isEmpty ? 16.0 : 42
        let layout = ChartRows(
            rows + (line.isEmpty ? [] : [lineName]), width: width, rowHeight: 26,
            above: heading + (line.isEmpty ? 0 : 56), after: 148)
        let bottom = layout.top + Double(rows.count) * layout.rowHeight
        let columns = values.map(\.count).max() ?? 0
        let room = (layout.right - layout.left) / Double(max(1, columns))
        // The greatest hundredth doesn't take the colours of the others.
        let sizes = values.joined().filter(\.isFinite).map { abs($0) }.sorted()
        let most = sizes.isEmpty ? 1 : max(sizes[Int((0.99 * Double(sizes.count - 1)).rounded(.up))], 1e-300)
        var paper = ChartPaper(width: width, height: Int(bottom) + 40, theme: theme)
        for (row, numbers) in values.enumerated() where row < rows.count {
            let y = layout.top + Double(row) * layout.rowHeight
            for (column, value) in numbers.enumerated() where value.isFinite {
                paper.fill(
                    x: layout.left + Double(column) * room, y: y, width: room + 0.3, height: layout.rowHeight - 1,
                    theme.balance(value / most),
                    title: "\(rows[row]), \(column < columnNames.count ? columnNames[column] : "\(column)"): "
                        + value.signed)
            }
            paper.label(layout.names[row], layout.left - 10, y + layout.rowHeight / 2 + 4, "end")
        }
        drawLine(layout, top: heading, on: &paper)
        drawBars(layout, on: &paper)
        paper.line(layout.left, bottom, layout.right, bottom, theme.faint)
        for column in Axis([0, Double(max(1, columns))], from: layout.left, to: layout.right).ticks
        where column < Double(columns) && column == column.rounded() {
            paper.label(
                ChartPaper.number(column), layout.left + (column + 0.5) * room, bottom + 15, "middle", size: 11,
                color: theme.faint)
        }
        paper.label(x, (layout.left + layout.right) / 2, bottom + 32, "middle", color: theme.faint)
        drawBalance(layout, bottom: bottom, most: most, on: &paper)
        paper.drawTitle(title)
        return paper.svg
    }

    /// The line above the columns.
    private func drawLine(_ layout: ChartRows, top: Double, on paper: inout ChartPaper) {
        guard !line.isEmpty else { return }
        let axis = Axis(line.filter(\.isFinite), from: layout.top - 8, to: top + 4)
        let room = (layout.right - layout.left) / Double(line.count)
        for tick in [axis.ticks[0], axis.ticks[axis.ticks.count - 1]] {
            paper.line(layout.left, axis[tick], layout.right, axis[tick], theme.grid)
            paper.label(
                ChartPaper.number(tick), layout.right + 6, axis[tick] + 4, "start", size: 11, color: theme.faint)
        }
        let points = line.indices.filter { line[$0].isFinite }.map {
            (layout.left + (Double($0) + 0.5) * room, axis[line[$0]])
        }
        paper.line(points, theme.ink)
        paper.label(
            layout.names[layout.names.count - 1], layout.left - 10, (axis.from + axis.to) / 2 + 4, "end")
    }

    /// How much each row counts, beside it.
    private func drawBars(_ layout: ChartRows, on paper: inout ChartPaper) {
        let means = rows.indices.map { row in
            let numbers = row < values.count ? values[row].filter(\.isFinite) : []
            return numbers.reduce(0) { $0 + abs($1) / Double(numbers.count) }
        }
        let most = max(means.max() ?? 0, 1e-300)
        for (row, mean) in means.enumerated() {
            paper.fill(
                x: layout.right + 6, y: layout.top + Double(row) * layout.rowHeight + 4, width: 60 * mean / most,
                height: layout.rowHeight - 9, theme.faint, title: "\(rows[row]): \(mean.brief) on average")
        }
    }

    /// What the colours say.
    private func drawBalance(_ layout: ChartRows, bottom: Double, most: Double, on paper: inout ChartPaper) {
        let (x, steps) = (layout.right + 78, 32)
        let height = (bottom - layout.top) / Double(steps)
        for step in 0..<steps {
            paper.fill(
                x: x, y: bottom - Double(step + 1) * height, width: 8, height: height + 0.5,
                theme.balance(2 * Double(step) / Double(steps - 1) - 1))
        }
        paper.label(most.signed, x + 12, layout.top + 9, "start", size: 11, color: theme.faint)
        paper.label((-most).signed, x + 12, bottom, "start", size: 11, color: theme.faint)
        paper.drawUpright(
            color.fitted(to: max(0, bottom - layout.top - 32)), x: x + 26, middle: (layout.top + bottom) / 2)
    }
}
