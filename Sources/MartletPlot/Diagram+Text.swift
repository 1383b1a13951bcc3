extension Diagram: CustomStringConvertible {
    /// The diagram as text.
    public var description: String { text }

    /// The diagram as text: a line for each box, beside rails that show where arrows go; what is in a box is indented
    /// below it.
    ///
    ///     ○   input  (None, 4)
    ///     ├─╮
    ///     │ ● dense  Dense      (None, 4)
    ///     ├─╯
    ///     ◇   Add    (None, 4)
    public var text: String {
        let lines = lines
        let indent = lines.map(\.rails.count).max() ?? 0
        let columns = lines.map(\.cells.count).max() ?? 0
        let widths = (0..<columns).map { column in
            lines.map { column < $0.cells.count ? $0.cells[column].count : 0 }.max() ?? 0
        }
        return lines.map { line in
            var text = line.rails
            if !line.cells.isEmpty { text.pad(to: indent + 1) }
            var end = indent + 1
            for (cell, width) in zip(line.cells, widths) {
                text.pad(to: end)
                text += cell
                end += width + 2
            }
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }

    private typealias Line = (rails: String, cells: [String])

    private var lines: [Line] {
        var sources = Array(repeating: Set<Int>(), count: nodes.count)
        var lastConsumers = Array(repeating: -1, count: nodes.count)
        for edge in edges {
            sources[edge.to].insert(edge.from)
            lastConsumers[edge.from] = max(lastConsumers[edge.from], edge.to)
        }
        var rails = Rails()
        var result: [Line] = []
        for (index, node) in nodes.enumerated() {
            let ended = sources[index].filter { lastConsumers[$0] == index }
            let (joint, column) = rails.join(sources[index], ended: ended)
            if let joint { result.append((joint, [])) }
            let isShown = !node.isPort
            if isShown { result.append((rails.row(column, node.style.mark), [node.title] + node.lines)) }
            rails.begin(index, at: column, isUsed: lastConsumers[index] >= 0)
            if let inside = node.inside {
                for line in inside.lines {
                    result.append((rails.row + "  " + line.rails, line.cells))
                }
            }
        }
        return result
    }
}

extension String {
    fileprivate mutating func pad(to width: Int) {
        if count < width { self += String(repeating: " ", count: width - count) }
    }
}

extension Diagram.Node.Style {
    fileprivate var mark: Character {
        switch self {
        case .source: "○"
        case .operation: "◇"
        case .plain, .weighted, .frozen: "●"
        }
    }
}

/// Columns of text, in each of which what comes out of a box goes down until all that follows from it has come.
private struct Rails {
    /// The boxes; nil where there is room.
    private var columns: [Int?] = []

    /// Brings rails together in the column of the next box, which the first that ends gives or a free one; the line that
    /// shows it, if it takes one.
    mutating func join(_ sources: Set<Int>, ended: Set<Int>) -> (line: String?, column: Int) {
        let joined = columns.indices.filter { columns[$0].map(sources.contains) ?? false }
        let ending = joined.filter { ended.contains(columns[$0]!) }
        var column = ending.first ?? -1
        let isNew = column < 0
        if isNew {
            column = columns.firstIndex(of: nil) ?? columns.count
            if column == columns.count { columns.append(nil) }
        }
        let others = joined.filter { $0 != column }
        var line: String?
        if let first = others.first, let last = others.last {
            let (from, to) = (min(first, column), max(last, column))
            var marks = self.marks
            for place in from...to {
                let isEnding = ending.contains(place)
                let mark: Character =
                    if place == column {
                        isNew
                            ? (place == to ? "╮" : place == from ? "╭" : "┬")
                            : (place == to ? "┤" : place == from ? "├" : "┼")
                    } else if others.contains(place) {
                        place == to
                            ? (isEnding ? "╯" : "┤") : place == from ? (isEnding ? "╰" : "├") : isEnding ? "┴" : "┼"
                    } else {
                        columns[place] == nil ? "─" : "│"
                    }
                marks.set(mark, at: 2 * place)
                if place < to { marks.set("─", at: 2 * place + 1) }
            }
            line = marks.trimmed
        }
        for place in ending { columns[place] = nil }
        return (line, column)
    }

    /// Lets the column be a box's, if something follows from it.
    mutating func begin(_ node: Int, at column: Int, isUsed: Bool) {
        columns[column] = isUsed ? node : nil
        while columns.last == .some(nil) { columns.removeLast() }
    }

    /// The line of a box.
    func row(_ column: Int, _ mark: Character) -> String {
        var marks = self.marks
        marks.set(mark, at: 2 * column)
        return marks.trimmed
    }

    var row: String { marks.trimmed }

    private var marks: [Character] {
        columns.flatMap { [$0 == nil ? " " : "│", " "] }
    }
}

extension [Character] {
    fileprivate mutating func set(_ mark: Character, at place: Int) {
        while count <= place { append(" ") }
        self[place] = mark
    }

    fileprivate var trimmed: String {
        var text = String(self)
        while text.last == " " { text.removeLast() }
        return text
    }
}
