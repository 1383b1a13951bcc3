extension Frame {
    /// The picture as lines of text: dark shapes as dots of Braille characters, which light ones wipe out; text as
    /// itself.
    ///
    /// - Parameter columns: how many characters a line has, of 8...400; a tenth of the picture's width unless given.
    public func terminalFrame(columns: Int? = nil) -> String {
        guard width > 0, height > 0, width.isFinite, height.isFinite else { return "" }
        let columns = min(max(columns ?? Int(min(width / 10, 72)), 8), 400)
        // A character has 2 by 4 dots and is twice as high as wide.
        let rows = max(Int(min(Double(columns) / 2 * height / width, 400).rounded(.up)), 1)
        var canvas = BrailleCanvas(columns: columns, rows: rows, dot: width / Double(2 * columns))
        for mark in marks { canvas.draw(mark) }
        return canvas.text
    }
}

/// A grid of characters of 2 by 4 dots.
private struct BrailleCanvas {
    let columns: Int
    let rows: Int
    /// How wide and high a dot is in the picture.
    let dot: Double
    private var cells: [UInt8]
    private var letters: [Int: Character] = [:]

    init(columns: Int, rows: Int, dot: Double) {
        (self.columns, self.rows, self.dot) = (columns, rows, dot)
        cells = Array(repeating: 0, count: columns * rows)
    }

    var text: String {
        (0..<rows).map { row in
            let line = (row * columns..<(row + 1) * columns).map { place in
                letters[place] ?? (cells[place] == 0 ? " " : Character(Unicode.Scalar(0x2800 + UInt32(cells[place]))!))
            }
            return String(line[..<(line.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0)])
        }.joined(separator: "\n")
    }

    mutating func draw(_ mark: Frame.Mark) {
        if case .text(let text, let center, _, _) = mark { return write(text, center) }
        let (low, high) = mark.bounds
        // What is thinner than a dot still shows.
        let (left, right) = (place(low.x - dot, 2 * columns), place(high.x + dot, 2 * columns))
        let (top, bottom) = (place(low.y - dot, 4 * rows), place(high.y + dot, 4 * rows))
        for y in top..<max(bottom, top) {
            for x in left..<max(right, left) {
                let point = Frame.Point((Double(x) + 0.5) * dot, (Double(y) + 0.5) * dot)
                if mark.distance(to: point) <= dot / 2 { set(x, y, isInk: mark.color.luminance < 0.8) }
            }
        }
    }

    private func place(_ value: Double, _ count: Int) -> Int {
        let place = (value / dot).rounded()
        return place.isNaN ? 0 : Int(min(max(place, 0), Double(count)))  // what isn't a number is nowhere
    }

    private mutating func set(_ x: Int, _ y: Int, isInk: Bool) {
        let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
        let (cell, bit) = (y / 4 * columns + x / 2, bits[x % 2][y % 4])
        if isInk { cells[cell] |= bit } else { cells[cell] &= ~bit }
    }

    private mutating func write(_ text: String, _ center: Frame.Point) {
        guard center.x.isFinite, center.y.isFinite else { return }
        let row = place(center.y, 4 * rows) / 4
        let start = place(center.x - Double(text.count) * dot, 2 * columns) / 2
        guard row < rows else { return }
        for (column, letter) in zip(start..<columns, text) { letters[row * columns + column] = letter }
    }
}
