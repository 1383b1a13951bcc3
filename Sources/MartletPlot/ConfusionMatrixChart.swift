/// How often rows of each class were taken for each class, as SVG: a table whose colours are shares of the true class, as
/// scikit-learn's `ConfusionMatrixDisplay`.
public struct ConfusionMatrixChart: Sendable {
    /// What stands above the chart; empty for nothing.
    public var title: String
    /// How often: a row for each true class, in it a number for each predicted class.
    public var matrix: [[Double]]
    /// The classes' names, in the matrix's order.
    public var classNames: [String]
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels; the height follows from the number of classes.
    public var width = 480

    /// A chart of 480 pixels.
    public init(title: String = "", matrix: [[Double]], classNames: [String]) {
        self.title = title
        self.matrix = matrix
        self.classNames = classNames
    }

    /// The same with whole numbers.
    public init(title: String = "", matrix: [[Int]], classNames: [String]) {
        self.init(title: title, matrix: matrix.map { $0.map(Double.init) }, classNames: classNames)
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let (width, count) = (width.asSide, classNames.count)
        let names = classNames.map { $0.fitted(to: 0.25 * Double(width)) }
        let left = (names.map { $0.width() }.max() ?? 0) + 46
        let top = title.isEmpty ? 16.0 : 42
        let room = max(1, (Double(width) - left - 20) / Double(max(count, 1)))
        let bottom = top + room * Double(count)
        // Names that are wider than a column are read from below.
        let areUpright = names.contains { $0.width() > room - 4 }
        let below = areUpright ? (names.map { $0.width() }.max() ?? 0) + 14 : 20
        var paper = ChartPaper(width: width, height: Int(bottom + below) + 28, theme: theme)
        paper.drawTitle(title)
        for row in 0..<count {
            let numbers = (0..<count).map { column in
                row < matrix.count && column < matrix[row].count && matrix[row][column].isFinite
                    ? matrix[row][column] : 0
            }
            let total = max(numbers.reduce(0) { $0 + abs($1) }, .leastNormalMagnitude)
            let y = top + Double(row) * room
            for (column, number) in numbers.enumerated() {
                let (x, share) = (left + Double(column) * room, min(1, abs(number) / total))
                paper.fill(
                    x: x + 0.5, y: y + 0.5, width: room - 1, height: room - 1, theme.balance(-share),
                    title: "\(classNames[row]) taken for \(classNames[column]): \(number.brief), "
                        + "\((100 * share).brief) %")
                let size = Int(min(15, max(6, room / 3)))
                let text = number.brief
                if text.width(size: size) <= room {
                    paper.label(
                        text, x + room / 2, y + room / 2 + 0.35 * Double(size), "middle", size: size,
                        color: share > 0.5 ? theme.paper : theme.ink)
                }
            }
            let middle = top + (Double(row) + 0.5) * room
            if room >= 10 { paper.label(names[row], left - 8, middle + 4, "end") }
            let centre = left + (Double(row) + 0.5) * room
            if areUpright {
                if room >= 12 {
                    paper.drawUpright(names[row], x: centre + 4, middle: bottom + below / 2, color: theme.ink)
                }
            } else {
                paper.label(names[row], centre, bottom + 16, "middle")
            }
        }
        paper.drawUpright("true class", x: 18, middle: (top + bottom) / 2)
        paper.label(
            "predicted class", (left + Double(width) - 20) / 2, bottom + below + 16, "middle", color: theme.faint)
        return paper.svg
    }
}
