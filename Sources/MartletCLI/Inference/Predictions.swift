import Martlet

/// What a saved model says of the rows of a file, or of images: computed and written piece by piece.
struct Predictions {
    private let loaded: LoadedModel
    private let input: any PredictionInput
    /// What the user calls the input.
    private let name: String

    /// - Parameter name: what to call the file at `path`.
    /// - Throws: `FileError`, `CSVError`, `BadData`.
    init(_ loaded: LoadedModel, of path: String, called name: String, table setup: TableSetup) throws {
        let outputCount = loaded.model.graph.outputs.count
        guard outputCount == 1 else {
            throw BadData("'\(loaded.path)' has \(outputCount) outputs; martlet predict is for models with one")
        }
        (self.loaded, self.name) = (loaded, name)
        let takesImages = loaded.model.graph.inputs.first?.shape.count == 4
        #if Images
            if takesImages {
                input = try ImageInput(path, called: name, for: loaded, isFolder: isFolder(path))
                return
            }
            guard !isFolder(path), !ImageFolder.isImage(path) else {
                throw BadData(
                    "'\(loaded.path)' takes the rows of a CSV file, \(loaded.model.graph.inputs[0]), and "
                        + "'\(path)' is \(isFolder(path) ? "a folder" : "an image")")
            }
        #else
            if takesImages {
                throw BadData("'\(loaded.path)' takes images, which martlet was built without (trait Images)")
            }
        #endif
        input = try TableInput(path, for: loaded, setup)
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
            let outputs = try loaded.model.predict(rows)
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
