import Martlet

/// What a saved model says of the rows of a file, or of images.
struct Predictions {
    private let model: String
    private let input: String
    /// Nil if the model predicts values.
    private let classes: [String]?
    /// The files of images; nil for the rows of a table.
    private let files: [String]?
    /// A row of outputs for each row of the file, or each image.
    private let outputs: [[Float]]
    /// Whether the table's first line names its columns; nil for images.
    private let header: Bool?
    /// The units of values.
    private let scale: TablePreparation.Scale

    /// - Throws: `FileError`, `CSVError`, `BadData`, `ModelError`.
    init(_ loaded: LoadedModel, of path: String, table setup: TableSetup) throws {
        let outputCount = loaded.model.graph.outputs.count
        guard outputCount == 1 else {
            throw BadData("'\(loaded.path)' has \(outputCount) outputs; martlet predict is for models with one")
        }
        let result: Tensor
        if loaded.model.graph.inputs.first?.shape.count == 4 {
            #if Images
                let images = try Self.images(loaded, of: path)
                (result, files, header) = (images.outputs, images.files, nil)
            #else
                throw BadData("'\(loaded.path)' takes images, which martlet was built without (trait Images)")
            #endif
        } else {
            #if Images
                guard !isFolder(path), !ImageFolder.isImage(path) else {
                    throw BadData(
                        "'\(loaded.path)' takes the rows of a CSV file, \(loaded.model.graph.inputs[0]), and "
                            + "'\(path)' is \(isFolder(path) ? "a folder" : "an image")")
                }
            #endif
            let table = try CSV(path: path, format: setup.format(for: loaded), kinds: loaded.notes.kinds)
            let names = table.columns.map(\.name)
            if names != loaded.notes.columnNames, let error = table.wrongDelimiter { throw error }
            let positions = try loaded.notes.positions(in: names, of: path, for: loaded.model)
            let rows =
                try loaded.notes.table?.matrix(of: table, positions: positions) ?? table.matrix(columns: positions)
            (result, files) = (try loaded.model.predict(rows), nil)
            header = table.hasHeader
        }
        let values = result.array(of: Float.self)
        let width = max(1, result.shape.dropFirst().reduce(1, *))
        outputs = stride(from: 0, to: values.count, by: width).map { Array(values[$0..<min($0 + width, values.count)]) }
        model = loaded.path
        input = path
        classes = loaded.notes.classNames
        scale = loaded.notes.table?.target ?? .identity
    }

    #if Images
        /// The outputs for the image at `path`, or for those in and below a folder.
        private static func images(_ loaded: LoadedModel, of path: String) throws -> (outputs: Tensor, files: [String])
        {
            guard let setup = loaded.notes.images ?? ImagePreparation(takenBy: loaded.model) else {
                throw BadData("'\(loaded.path)' takes \(loaded.model.graph.inputs[0]), which are no images")
            }
            let files = isFolder(path) ? try ImageFolder.images(below: path) : [path]
            guard !files.isEmpty else {
                throw BadData("'\(path)' holds no file that ends in \(ImageFolder.suffixes.joined(separator: ", "))")
            }
            let outputs = try stride(from: 0, to: files.count, by: 32).map { start in
                let images = try files[start..<min(start + 32, files.count)].map { try setup.loader.load($0) }
                return try loaded.model.predict(Tensor.stack(images))
            }
            return (try Tensor.concatenate(outputs), files)
        }
    #endif

    /// The place of the largest output, the first among equals.
    private static func best(_ row: [Float]) -> Int {
        row.indices.max { row[$0] < row[$1] || (row[$0] == row[$1] && $0 > $1) } ?? 0
    }

    var json: JSON {
        var json: JSON = ["model": .string(model), "input": .string(input), "rows": .integer(outputs.count)]
        if let header { json["header"] = .bool(header) }
        if let files { json["files"] = JSON(files) }
        let numbers = outputs.map { row in JSON.array(row.map { JSON($0) }) }
        if let classes {
            json["classes"] = .array(outputs.map { .string(classes[Self.best($0)]) })
            json["probabilities"] = .array(numbers)
            json["class_names"] = JSON(classes)
        } else {
            json["values"] = .array(outputs.map { $0.count == 1 ? value($0[0]) : .array($0.map { value($0) }) })
        }
        return json
    }

    /// A value in the user's units.
    private func value(_ output: Float) -> JSON {
        scale == .identity ? JSON(output) : .double(scale.unscaled(Double(output)))
    }

    private var title: String { files == nil ? "Row" : "File" }

    var text: String { rows + (header.map { "\n" + TableSetup.text(input, hasHeader: $0) } ?? "") }

    private var rows: String {
        guard let classes else {
            return aligned(
                [[title, "Value"]]
                    + outputs.enumerated().map { row, values in
                        [files?[row] ?? "\(row + 1)"] + values.map { scale.unscaled(Double($0)).short }
                    })
        }
        return aligned(
            [[title, "Class", "Probability"]]
                + outputs.enumerated().map { row, probabilities in
                    let best = Self.best(probabilities)
                    return [files?[row] ?? "\(row + 1)", classes[best], Double(probabilities[best]).short]
                })
    }
}
