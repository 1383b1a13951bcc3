import Martlet

/// How fast a model predicts before and after it was made smaller, measured by turns.
struct SpeedComparison {
    let rows: Int
    /// Medians, in seconds.
    let before, after: Double

    var ratio: Double { before / after }
    var name: String { rows == 1 ? "one prediction" : "\(rows) at once" }

    /// Nil if the data have fewer rows.
    ///
    /// - Throws: what predicting and reading throw.
    init?(_ model: Model, _ other: Model, on data: Dataset, rows: Int) throws {
        guard let batch = try data.pull()(), batch.count >= rows else { return nil }
        let inputs = try batch.inputs.map { try $0[0..<rows] }
        let seconds = try secondsByTurns([model, other], inputs: inputs)
        self.rows = rows
        (before, after) = (seconds[0], seconds[1])
    }

    var json: JSON {
        [
            "rows": .integer(rows), "seconds_before": .double(before), "seconds_after": .double(after),
            "speed_up": .double(ratio),
        ]
    }
}
