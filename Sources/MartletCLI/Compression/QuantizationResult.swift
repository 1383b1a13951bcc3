import Martlet

/// What making a model smaller gained and cost, to be read by people or programs.
struct QuantizationResult {
    let model, output, data: String
    let setup: QuantizationSetup
    /// The model that was written.
    let final: Model
    var comparison: Comparison
    let report: QuantizationReport
    /// What the user should know though it is no error.
    var warnings: [String] = []

    var json: JSON {
        var json: JSON = [
            "model": .string(NativePath.text(model)), "output": .string(NativePath.text(output)), "data": .string(data),
            "method": setup.method.map { .string($0.rawValue) } ?? .null,
            "state": final.quantization.map { .string($0.rawValue) } ?? .null,
        ]
        comparison.write(to: &json)
        json["keep_float"] = JSON(setup.keepFloat)
        json["convolutions"] = .string(setup.convolutions.rawValue)
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
        """
        \(model), \(comparison.rows == 0 ? "its ranges chosen by rows" : "judged by \(grouped(comparison.rows)) rows") of \(data)
        \(comparison.text)

        \(report)

        Saved to \(NativePath.text(output)), \(final.quantization?.description ?? "in floating numbers")
        """
    }
}
