import Martlet

/// What a saved model says of the rows of a file.
struct Predictions {
    private let model: String
    private let input: String
    /// Nil if the model predicts values.
    private let classes: [String]?
    /// A row of outputs for each row of the file.
    private let outputs: [[Float]]

    /// - Throws: `FileError`, `CSVError`, `BadData`, `ModelError`.
    init(_ loaded: LoadedModel, of path: String) throws {
        let outputCount = loaded.model.graph.outputs.count
        guard outputCount == 1 else {
            throw BadData("'\(loaded.path)' has \(outputCount) outputs; martlet predict is for models with one")
        }
        let table = try CSV(path: path)
        let names = table.columns.map(\.name)
        if names != loaded.notes.features, let error = table.wrongDelimiter { throw error }
        let positions = try loaded.notes.positions(in: names, of: path, for: loaded.model)
        let result = try loaded.model.predict(table.matrix(columns: positions))
        let values = result.array(of: Float.self)
        let width = max(1, result.count / max(1, table.rowCount))
        outputs = stride(from: 0, to: values.count, by: width).map { Array(values[$0..<min($0 + width, values.count)]) }
        model = loaded.path
        input = path
        classes = loaded.notes.classes
    }

    /// The place of the largest output, the first among equals.
    private static func best(_ row: [Float]) -> Int {
        row.indices.max { row[$0] < row[$1] || (row[$0] == row[$1] && $0 > $1) } ?? 0
    }

    var json: JSON {
        var json: JSON = ["model": .string(model), "input": .string(input), "rows": .integer(outputs.count)]
        let numbers = outputs.map { row in JSON.array(row.map { JSON($0) }) }
        if let classes {
            json["classes"] = .array(outputs.map { .string(classes[Self.best($0)]) })
            json["probabilities"] = .array(numbers)
            json["class_names"] = JSON(classes)
        } else {
            json["values"] = .array(outputs.map { $0.count == 1 ? JSON($0[0]) : .array($0.map { JSON($0) }) })
        }
        return json
    }

    var text: String {
        guard let classes else {
            return aligned(
                [["Row", "Value"]]
                    + outputs.enumerated().map { row, values in
                        ["\(row + 1)"] + values.map { Double($0).short }
                    })
        }
        return aligned(
            [["Row", "Class", "Probability"]]
                + outputs.enumerated().map { row, probabilities in
                    let best = Self.best(probabilities)
                    return ["\(row + 1)", classes[best], Double(probabilities[best]).short]
                })
    }
}
