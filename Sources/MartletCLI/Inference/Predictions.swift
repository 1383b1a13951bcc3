import Martlet

/// What a saved model says of the rows of a file, or of images: computed and written piece by piece.
struct Predictions {
    private let loaded: any LoadedPredictor
    private let input: any PredictionInput
    /// What the user calls the input.
    private let name: String

    /// - Parameter name: what to call the file at `path`.
    /// - Throws: `FileError`, `CSVError`, `BadData`.
    init(_ loaded: any LoadedPredictor, of path: String, called name: String, table setup: TableSetup) throws {
        let outputCount = loaded.outputTypes.count
        guard outputCount == 1 else {
            throw BadData("'\(loaded.path)' has \(outputCount) outputs; martlet predict is for models with one")
        }
        (self.loaded, self.name) = (loaded, name)
        input = try loaded.input(path, called: name, table: setup)
    }

    /// Writes all to standard output. Nothing is written if the first piece can't be computed.
    ///
    /// - Throws: `FileError`, `CSVError`, `ImageError`, `BadData`, `ModelError`.
    func write(json: Bool) throws {
        let classes = loaded.notes.classNames
        let scale = loaded.notes.table?.target ?? .identity
        var writer: any PredictionWriter =
            json
            ? PredictionJSON(model: loaded.path, input: name, classes: classes, scale: scale)
            : PredictionText(input: name, classes: classes, scale: scale)
        var isFirst = true
        while let (rows, files) = try input.next() {
            let outputs = try loaded.predict(rows)
            let values = outputs.array(of: Float.self)
            let width = max(1, outputs.shape.dropFirst().reduce(1, *))
            if isFirst { writer.begin(header: input.header, hasFiles: files != nil) }
            isFirst = false
            try writer.write(
                stride(from: 0, to: values.count, by: width).map { values[$0..<min($0 + width, values.count)] }, files)
        }
        try writer.end(brokenFiles: input.brokenFiles)
    }
}
