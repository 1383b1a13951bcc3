import Martlet

/// What making a model smaller gained and cost, to be read by people or programs.
struct QuantizationResult {
    let model, output, data: String
    let setup: QuantizationSetup
    /// The model that was written.
    let final: Model
    /// Loss and metrics, by so many rows; none where labels aren't known.
    var rows = 0
    var before: Logs = [:]
    var after: Logs = [:]
    let bytes: (before: Int, after: Int)
    let speeds: [QuantizationSpeed]
    let report: QuantizationReport
    /// What the user should know though it is no error.
    var warnings: [String] = []

    var json: JSON {
        var json: JSON = [
            "model": .string(NativePath.text(model)), "output": .string(NativePath.text(output)), "data": .string(data),
            "method": setup.method.map { .string($0.rawValue) } ?? .null,
            "state": final.quantization.map { .string($0.rawValue) } ?? .null,
            "rows": .integer(rows), "before": JSON(before), "after": JSON(after),
            "bytes": ["before": .integer(bytes.before), "after": .integer(bytes.after)],
            "speed_up": speeds.first.map { .double($0.ratio) } ?? .null, "speed": .array(speeds.map(\.json)),
            "keep_float": JSON(setup.keepFloat), "convolutions": .string(setup.convolutions.rawValue),
        ]
        json["layers"] = .array(
            report.rows.map { row in
                [
                    "place": .string(row.place), "bits": .integer(row.bits), "minimum": .double(Double(row.minimum)),
                    "maximum": .double(Double(row.maximum)), "decibel": .double(row.signalToNoise),
                    "accumulated_decibel": row.accumulatedSignalToNoise.map { .double($0) } ?? .null,
                ]
            })
        json["outputs_decibel"] = .array(report.outputs.map { .double($0) })
        return json
    }

    var text: String {
        var table = [["", "before", "after"]]
        for name in Set(before.keys).union(after.keys).sorted() {
            table.append([name, (before[name] ?? .nan).short, (after[name] ?? .nan).short])
        }
        table.append(["bytes", grouped(bytes.before), grouped(bytes.after)])
        for speed in speeds {
            let name = speed.rows == 1 ? "one prediction" : "\(speed.rows) at once"
            table.append([
                name, "\((speed.before * 1e6).short) µs", "\((speed.after * 1e6).short) µs  (\(speed.ratio.short)×)",
            ])
        }
        return """
            \(model), \(rows == 0 ? "its ranges chosen by rows" : "judged by \(grouped(rows)) rows") of \(data)
            \(aligned(table))

            \(report)

            Saved to \(NativePath.text(output)), \(final.quantization?.description ?? "in floating numbers")
            """
    }
}
