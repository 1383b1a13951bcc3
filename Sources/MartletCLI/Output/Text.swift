import Martlet

/// Rows in columns as wide as their widest cell, indented by two spaces.
func aligned(_ rows: [[String]]) -> String {
    var widths: [Int] = []
    return aligned(rows, widths: &widths)
}

/// Rows in columns as wide as their widest cell, these and those before, indented by two spaces.
func aligned(_ rows: [[String]], widths: inout [Int]) -> String {
    let rows = rows.map { $0.map { $0.escapingControls(but: []) } }
    for row in rows {
        widths += Array(repeating: 0, count: max(0, row.count - widths.count))
        for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    return rows.map { row in
        var line = ""
        for (cell, width) in zip(row, widths) {
            line += "  " + cell
            if cell.count < width { line += String(repeating: " ", count: width - cell.count) }
        }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
}

extension String {
    /// With escapes for control characters, by which a name could move or hide what a terminal shows; line ends stay.
    var printable: String { escapingControls(but: ["\n"]) }

    fileprivate func escapingControls(but kept: Set<Unicode.Scalar>) -> String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0: !kept.contains(scalar)
            case 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // the direction of writing
            default: false
            }
        }
        guard unicodeScalars.contains(where: isControl) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            text += isControl(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : "\(scalar)"
        }
    }
}

extension Double {
    /// With four digits after the point, or four in all when that would hide it.
    var short: String {
        self != 0 && (magnitude < 1e-3 || magnitude >= 1e9)
            ? formatted(self, "%.4g") : "\((self * 1e4).rounded() / 1e4)"
    }

    /// As a share: `97.2 %`.
    var percent: String { "\((self * 1000).rounded() / 10) %" }
}

extension Logs {
    /// A row for each number: its name, after that of `part`, and its value.
    func rows(of part: String) -> [[String]] {
        sorted { $0.key < $1.key }.map { ["\(part) \($0.key)", $0.value.short] }
    }
}
