/// How much rounding changes what a model computes, place by place.
public struct QuantizationReport: Sendable, Hashable, Codable, CustomStringConvertible {
    /// One place where numbers are rounded.
    public struct Row: Sendable, Hashable, Codable {
        /// The layer and what of it is rounded, such as `conv2d/kernel`; `input` for the model's input.
        public var place: String
        /// How many integers there are, as bits.
        public var bits: Int
        /// The least and the largest number of the range, of all channels.
        public var minimum, maximum: Float
        /// The signal-to-noise ratio of this rounding alone, in dB: 6 for each bit that says something.
        public var signalToNoise: Double
        /// The same for all rounding up to here; of activations.
        public var accumulatedSignalToNoise: Double?
    }

    /// Every place, in the order of the computation; weights come before what is multiplied with them.
    public var rows: [Row]
    /// The signal-to-noise ratio of each of the model's outputs, in dB.
    public var outputs: [Double]

    /// The places where rounding alone hurts most come first.
    public var worst: [Row] { rows.sorted { $0.signalToNoise < $1.signalToNoise } }

    /// A table.
    public var description: String {
        func decibel(_ value: Double?) -> String {
            value.map { $0.isFinite ? "\(($0 * 10).rounded() / 10)" : "∞" } ?? ""
        }
        var cells = [["place", "bits", "range", "dB", "dB so far"]]
        for row in rows {
            let range = "\(row.minimum) … \(row.maximum)"
            cells.append([
                row.place, "\(row.bits)", range, decibel(row.signalToNoise), decibel(row.accumulatedSignalToNoise),
            ])
        }
        for (index, output) in outputs.enumerated() {
            cells.append([outputs.count == 1 ? "output" : "output \(index)", "", "", "", decibel(output)])
        }
        return tabulated(cells)
    }
}

/// Lines of cells, each column as wide as its widest cell.
func tabulated(_ cells: [[String]]) -> String {
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max()! }
    return cells.map { row in
        zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }.joined(separator: "\n")
}
