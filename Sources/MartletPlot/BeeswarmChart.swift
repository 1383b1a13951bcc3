/// Points in rows, beside one another where they are many, and coloured by another number, as SVG: how some numbers are
/// distributed, and whether they go with others (Lundberg et al. 2020).
public struct BeeswarmChart: Sendable {
    /// The points of a row.
    public struct Row: Sendable {
        /// What stands beside it.
        public var name: String
        /// Where the points are; numbers that aren't finite have none.
        public var x: [Double]
        /// The number by which each is coloured, among those of its row; grey where it isn't finite.
        public var color: [Double]

        /// Points with a number each by which they are coloured.
        public init(_ name: String, x: [Double], color: [Double] = []) {
            self.name = name
            self.x = x
            self.color = color
        }
    }

    /// What stands above the chart; empty for nothing.
    public var title: String
    /// What stands below the axis.
    public var x: String
    /// What the colours say.
    public var color: String
    /// The rows, from the top.
    public var rows: [Row]
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels; the height follows from the number of rows.
    public var width = 640

    /// A chart of 640 pixels.
    public init(title: String = "", x: String = "", color: String = "", rows: [Row]) {
        self.title = title
        self.x = x
        self.color = color
        self.rows = rows
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let width = width.asSide
        let layout = ChartRows(
            rows.map(\.name), width: width, rowHeight: 34, above: title.isEmpty ? 16 : 42, after: 64)
        let axis = Axis(rows.flatMap(\.x).filter(\.isFinite) + [0], from: layout.left + 6, to: layout.right - 6)
        var paper = layout.paper(title: title, axis: axis, x: x, theme: theme)
        paper.line(axis[0], layout.top, axis[0], layout.bottom, theme.faint)
        for (index, row) in rows.enumerated() {
            let colors = Self.places(row.color)
            for (point, offset) in Self.swarm(row.x.map { $0.isFinite ? axis[$0] : .nan }, room: 28) {
                let number = point < row.color.count ? row.color[point] : .nan
                paper.dot(
                    axis[row.x[point]], layout.middle(index) + offset, radius: 3,
                    number.isFinite ? theme.scale(colors[point]) : "#8c8c8c",
                    title: "\(row.name)\(number.isFinite ? " = \(number.datum)" : ""): \(row.x[point].signed)")
            }
        }
        paper.drawScale(x: layout.right + 12, top: layout.top, bottom: layout.bottom, name: color)
        return paper.svg
    }

    /// Numbers from 0 to 1 by their places between the 5th and the 95th percentile, so that few that lie far out don't
    /// take all the colours.
    static func places(_ numbers: [Double]) -> [Double] {
        let sorted = numbers.filter(\.isFinite).sorted()
        guard let least = sorted.first, let greatest = sorted.last else { return numbers.map { _ in 0.5 } }
        func percentile(_ part: Double) -> Double { sorted[Int((part * Double(sorted.count - 1)).rounded())] }
        var (low, high) = (percentile(0.05), percentile(0.95))
        if low == high { (low, high) = (least, greatest) }
        return numbers.map { low < high ? min(max(($0 - low) / (high - low), 0), 1) : 0.5 }
    }

    /// How far from the middle of its row each point is, so that those in one place lie beside one another, from the
    /// middle out.
    static func swarm(_ places: [Double], room: Double) -> [(point: Int, offset: Double)] {
        let columns = Dictionary(grouping: places.indices.filter { places[$0].isFinite }) { (places[$0] / 4).rounded() }
        let most = columns.values.map(\.count).max() ?? 0
        let step = min(5, room / Double(max(1, most - 1)))
        return columns.sorted { $0.key < $1.key }.flatMap { column in
            column.value.enumerated().map { layer, point in
                (point, Double((layer + 1) / 2) * step * (layer % 2 == 0 ? 1 : -1))
            }
        }
    }
}
