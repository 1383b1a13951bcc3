import Martlet

extension TablePreparation {
    /// A row for each column: its name and what becomes of it.
    var rows: [[String]] {
        var rows = columns.map { column in [column.name, column.encoding.text] }
        rows += ignored.map { [$0.name, "ignored: \($0.reason)"] }
        if let target {
            rows.append(["(the values)", "in units of \(target.deviation.short) from \(target.mean.short)"])
        }
        return rows
    }
}

extension TablePreparation {
    /// What each column was taken for.
    var kindsJSON: JSON {
        let read = columns.map { column -> JSON in
            let (kind, hasGaps) = column.encoding.kind
            return ["name": .string(column.name), "kind": .string(kind), "has_gaps": .bool(hasGaps)]
        }
        let ignored = ignored.map { column -> JSON in
            ["name": .string(column.name), "kind": "ignored", "reason": .string(column.reason)]
        }
        return .array(read + ignored)
    }

    /// The columns by what they were taken for: `numbers a, b (with gaps); words c; ignored d`.
    var kindsText: String {
        let parts = [("number", "numbers"), ("category", "words"), ("date", "dates")].compactMap { kind, name in
            let names = columns.filter { $0.encoding.kind.name == kind }.map { column in
                column.name + (column.encoding.kind.hasGaps ? " (with gaps)" : "")
            }
            return Self.list(names).map { "\(name) \($0)" }
        }
        return (parts + (Self.list(ignored.map(\.name)).map { ["ignored \($0)"] } ?? [])).joined(separator: "; ")
    }

    private static func list(_ names: [String]) -> String? {
        names.isEmpty
            ? nil : names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", … (\(names.count))" : "")
    }
}

extension TablePreparation.Encoding {
    /// What a column was taken for, and whether fields of it were missing.
    fileprivate var kind: (name: String, hasGaps: Bool) {
        switch self {
        case .number(_, _, let hasGaps), .quantiles(_, let hasGaps): ("number", hasGaps)
        case .date(_, let hasGaps): ("date", hasGaps)
        case .categories(_, _, let hasGaps): ("category", hasGaps)
        }
    }

    fileprivate var text: String {
        func scale(_ scale: TablePreparation.Scale, _ hasIndicator: Bool) -> String {
            "mean \(scale.mean.short), deviation \(scale.deviation.short)"
                + (hasIndicator ? ", missing ones as the mean with an indicator" : "")
        }
        switch self {
        case .number(let units, let isLogarithmic, let hasIndicator):
            return (isLogarithmic ? "logarithm: " : "number: ") + scale(units, hasIndicator)
        case .quantiles(let transformer, let hasIndicator):
            let quantiles = transformer.quantiles
            return "quantiles, \(transformer.outputDistribution.rawValue): \(quantiles.count) from "
                + "\(quantiles[0].short) to \(quantiles[quantiles.count - 1].short)"
                + (hasIndicator ? ", missing ones as the middle with an indicator" : "")
        case .date(let units, let hasIndicator): return "date in days: " + scale(units, hasIndicator)
        case .categories(let names, let hasOther, let hasMissing):
            let some = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", … (\(names.count))" : "")
            return "category: \(some)" + (hasOther ? "; others" : "") + (hasMissing ? "; missing" : "")
        }
    }
}
