/// Names with the colours that stand for them, in lines from the left.
struct ChartLegend {
    struct Entry {
        let name: String
        let color: String
        /// Drawn as a line with gaps, and not as a square.
        var isDashed = false
    }

    private static let lineHeight = 18.0
    private var lines: [[(entry: Entry, x: Double)]] = []

    /// - Parameters:
    ///   - left: where lines begin.
    ///   - right: where they end.
    init(_ entries: [Entry], left: Double, right: Double) {
        var x = Double.infinity
        for entry in entries where !entry.name.isEmpty {
            let name = entry.name.fitted(to: min(200, right - left - 34))
            let room = name.width() + 34
            if x + room > right + 12 { (lines, x) = (lines + [[]], left) }
            lines[lines.count - 1].append((Entry(name: name, color: entry.color, isDashed: entry.isDashed), x))
            x += room
        }
    }

    var height: Double { Self.lineHeight * Double(lines.count) }

    /// Draws it with so many pixels above.
    func draw(top: Double, on paper: inout ChartPaper) {
        for (line, places) in lines.enumerated() {
            let y = top + Self.lineHeight * Double(line)
            for (entry, x) in places {
                if entry.isDashed {
                    paper.dashed(x, y + 5, x + 10, y + 5, entry.color)
                } else {
                    paper.fill(x: x, y: y, width: 10, height: 10, entry.color)
                }
                paper.label(entry.name, x + 15, y + 9, "start")
            }
        }
    }
}
