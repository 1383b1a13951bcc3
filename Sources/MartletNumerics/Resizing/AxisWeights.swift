/// Which entries of an axis make up each entry of a resized one, and how much each counts.
struct AxisWeights<Weight: Numeric & Sendable> {
    /// How many entries make up one; equally many for all.
    let taps: Int
    /// Where they begin; never decreasing.
    let starts: [Int]
    /// `taps` weights an entry.
    let weights: [Weight]

    /// Takes for each position what `entry` says: the first index, which may lie outside, and weights from there on.
    /// What lies outside counts for the entry at the edge.
    init(
        from length: Int, to newLength: Int, _ entry: (_ position: Int) -> (start: Int, weights: [Weight])
    ) {
        let entries = (0..<newLength).map(entry)
        let taps = min(entries.map(\.weights.count).max() ?? 1, length)
        var weights = [Weight](repeating: 0, count: newLength * taps)
        var starts: [Int] = []
        for (position, entry) in entries.enumerated() {
            let start = min(max(entry.start, 0), length - taps)
            starts.append(start)
            for (offset, weight) in entry.weights.enumerated() {
                let index = min(max(entry.start + offset, 0), length - 1)
                weights[position * taps + index - start] += weight
            }
        }
        self.taps = taps
        self.starts = starts
        self.weights = weights
    }
}
