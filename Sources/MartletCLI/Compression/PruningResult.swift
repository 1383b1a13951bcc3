import Martlet

/// What pruning a model gained and cost, to be read by people or programs.
struct PruningResult {
    let model, output, data: String
    let setup: PruningSetup
    let schedule: PruningSchedule
    /// The model that was written.
    let final: Model
    /// What layers lost; nil where zeros were made.
    let filters: FilterPruningReport?
    let sparsity: SparsityReport
    /// The layers in which zeros are skipped, for each number of rows that was timed.
    let sparseLayers: [(speed: SpeedComparison, layers: Set<String>)]
    var comparison: Comparison
    /// What the user should know though it is no error.
    var warnings: [String] = []

    /// For how many rows a layer's zeros are skipped.
    private func skipped(_ row: SparsityReport.Row) -> [SpeedComparison] {
        let layer = String(row.parameter.prefix(upTo: row.parameter.lastIndex(of: "/") ?? row.parameter.startIndex))
        return sparseLayers.filter { $0.layers.contains(layer) }.map(\.speed)
    }
}

extension PruningResult {
    var json: JSON {
        var json: JSON = [
            "model": .string(NativePath.text(model)), "output": .string(NativePath.text(output)), "data": .string(data),
        ]
        comparison.write(to: &json)
        json["epochs"] = .integer(setup.epochs)
        json["schedule"] = setup.hasSchedule ? scheduleJSON : .null
        json["pattern"] = filters == nil ? .string(setup.pattern.rawValue) : .null
        json["sparsity"] = .double(sparsity.sparsity)
        json["layers"] = .array(
            sparsity.rows.map { row in
                [
                    "weights": .string(row.parameter), "shape": .array(row.shape.map { .integer($0) }),
                    "zeros": .integer(row.zeros), "sparsity": .double(row.sparsity),
                    "zeros_skipped_for_rows": .array(skipped(row).map { .integer($0.rows) }),
                ]
            })
        json["filters"] =
            filters.map { report in
                .array(
                    report.rows.map { row in
                        [
                            "weights": .string(row.parameter), "before": .integer(row.before),
                            "after": .integer(row.after), "reason": row.reason.map { .string($0) } ?? .null,
                        ]
                    })
            } ?? .null
        return json
    }

    /// What trackers are told.
    var numbers: Logs { comparison.numbers.merging(["sparsity": sparsity.sparsity]) { $1 } }

    private var scheduleJSON: JSON {
        switch schedule {
        case .constantSparsity(let target, let begin, let end, let frequency):
            [
                "kind": "constant", "to": .double(target), "begin_step": .integer(begin),
                "end_step": end.map { .integer($0) } ?? .null, "frequency": .integer(frequency),
            ]
        case .polynomialDecay(let initial, let final, let begin, let end, _, let frequency):
            [
                "kind": "polynomial", "from": .double(initial), "to": .double(final), "begin_step": .integer(begin),
                "end_step": .integer(end), "frequency": .integer(frequency),
            ]
        }
    }

    var text: String {
        """
        \(model), \(comparison.rows == 0 ? "timed by rows" : "judged by \(grouped(comparison.rows)) rows") of \(data)
        \(comparison.text)

        \(filters?.description ?? weights)

        Saved to \(NativePath.text(output))
        """
    }

    /// A row for each layer's weights.
    private var weights: String {
        let rows = sparsity.rows.map { row in
            let skipped = skipped(row).map(\.name).joined(separator: ", ")
            return [
                row.parameter, "\(row.shape)", grouped(row.zeros), row.sparsity.percent,
                skipped.isEmpty ? "no" : skipped,
            ]
        }
        return aligned(
            [["weights", "shape", "zeros", "sparsity", "skipped in"]] + rows + [
                ["all", "", grouped(sparsity.rows.reduce(0) { $0 + $1.zeros }), sparsity.sparsity.percent]
            ])
    }
}
