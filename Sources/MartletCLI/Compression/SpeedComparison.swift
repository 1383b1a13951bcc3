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
        var times: (before: [UInt64], after: [UInt64]) = ([], [])
        func time(_ model: Model) throws -> UInt64 {
            let start = nanoseconds()
            _ = try model.predict(inputs: inputs)
            return nanoseconds() - start
        }
        _ = try (time(model), time(other))  // plans are made once
        let start = nanoseconds()
        repeat {
            times.before.append(try time(model))
            times.after.append(try time(other))
        } while times.before.count < Self.fewest
            || times.before.count < Self.most && nanoseconds() - start < Self.longest
        self.rows = rows
        before = Self.median(times.before)
        after = Self.median(times.after)
    }

    private static let (fewest, most, longest): (Int, Int, UInt64) = (5, 1000, 500_000_000)

    private static func median(_ times: [UInt64]) -> Double { Double(times.sorted()[times.count / 2]) * 1e-9 }

    var json: JSON {
        [
            "rows": .integer(rows), "seconds_before": .double(before), "seconds_after": .double(after),
            "speed_up": .double(ratio),
        ]
    }
}
