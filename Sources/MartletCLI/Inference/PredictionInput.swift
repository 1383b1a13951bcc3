import Martlet

/// What a model is asked about, piece by piece, so that no more than a piece is in memory.
protocol PredictionInput: AnyObject {
    /// The next rows as the model takes them, and the files that they are of, if they are images; nil after the last.
    ///
    /// - Throws: `FileError`, `CSVError`, `ImageError`, `BadData`.
    func next() throws -> (rows: Tensor, files: [String]?)?
    /// Whether a table's first line names its columns; nil for images.
    var header: Bool? { get }
    /// Images so far that were left out because they can't be read; nil for tables.
    var brokenFiles: [String]? { get }
}

extension LoadedPredictor {
    /// What the model is asked about: the rows of a CSV file, an image, or those in a folder.
    ///
    /// - Parameters:
    ///   - name: what to call the file at `path`.
    ///   - most: so many images of a folder, from all over it; nil is all.
    /// - Throws: `FileError`, `CSVError`, `BadData`.
    func input(
        _ path: String, called name: String, table setup: TableSetup, atMost most: Int? = nil
    ) throws -> any PredictionInput {
        let network = (self as? LoadedModel).flatMap { inputs.first?.shape.count == 4 ? $0 : nil }
        #if Images
            if let network {
                return try ImageInput(path, called: name, for: network, isFolder: isFolder(path), atMost: most)
            }
            guard !isFolder(path), !ImageFolder.isImage(path) else {
                throw BadData(
                    "'\(self.path)' takes the rows of a CSV file, \(inputs[0]), and "
                        + "'\(path)' is \(isFolder(path) ? "a folder" : "an image")")
            }
        #else
            if network != nil {
                throw BadData("'\(self.path)' takes images, which martlet was built without (trait Images)")
            }
        #endif
        return try TableInput(path, for: self, setup)
    }
}

extension PredictionInput {
    /// The first rows as the model takes them.
    ///
    /// - Throws: `BadData` if there are none, and what reading throws.
    func rows(atMost count: Int) throws -> Tensor {
        var pieces: [Tensor] = []
        var left = count
        while left > 0, let (rows, _) = try next() {
            pieces.append(try rows[0..<min(left, rows.shape[0])])
            left -= pieces[pieces.count - 1].shape[0]
        }
        guard !pieces.isEmpty else { throw BadData("there is no row of data; give some") }
        return try Tensor.concatenate(pieces)
    }
}

/// The rows of a CSV file.
final class TableInput: PredictionInput {
    private let reader: CSV.Reader
    private let preparation: TablePreparation?
    private let positions: [Int]
    private let rows: Int

    /// - Throws: `FileError`, `CSVError`; `BadData` for columns that don't fit the model.
    init(_ path: String, for loaded: any LoadedPredictor, _ setup: TableSetup) throws {
        let notes = loaded.notes
        reader = try CSV.Reader(path: path, format: setup.format(for: loaded))
        let names = reader.columnNames
        if names != notes.columnNames, let error = reader.header.wrongDelimiter { throw error }
        positions = try notes.positions(in: names, of: path, for: loaded.inputs)
        preparation = notes.table
        for (index, position) in positions.enumerated() {
            try reader.expect(preparation?.columns[index].kind ?? .numbers, in: .index(position))
        }
        rows = Self.rows(width: (loaded.outputTypes[0].shape.last ?? 1) + positions.count)
    }

    /// How many rows take about 32 MiB as numbers and as text, where each is so many numbers.
    private static func rows(width: Int) -> Int { max(1, min(1024, (1 << 20) / max(1, width))) }

    func next() throws -> (rows: Tensor, files: [String]?)? {
        guard let table = try reader.next(rows: rows) else { return nil }
        let matrix = try preparation?.matrix(of: table, positions: positions) ?? table.matrix(columns: positions)
        return (matrix, nil)
    }

    var header: Bool? { reader.hasHeader }
    var brokenFiles: [String]? { nil }
}

#if Images
    /// Images in files.
    final class ImageInput: PredictionInput {
        private let loader: ImageLoader
        private var files: ArraySlice<String>
        private let isFolder: Bool
        private let name: String
        private var broken: [String] = []
        private var hasRead = false

        /// - Throws: `FileError`; `BadData` for a model that takes no images, and for a folder without them.
        init(
            _ path: String, called name: String, for loaded: LoadedModel, isFolder: Bool, atMost most: Int? = nil
        ) throws {
            guard let setup = loaded.notes.images ?? .upright(takenBy: loaded.model) else {
                throw BadData("'\(loaded.path)' takes \(loaded.model.graph.inputs[0]), which are no images")
            }
            loader = setup.loader
            (self.isFolder, self.name) = (isFolder, name)
            files = isFolder ? try FolderContents(below: path).files.filter(ImageFolder.isImage)[...] : [path]
            if let most, files.count > most { files = (0..<most).map { files[$0 * files.count / most] }[...] }
            guard !files.isEmpty else {
                throw BadData("'\(path)' holds no file that ends in \(ImageFolder.suffixes.joined(separator: ", "))")
            }
        }

        func next() throws -> (rows: Tensor, files: [String]?)? {
            while !files.isEmpty {
                let batch = files.prefix(32)
                files = files.dropFirst(32)
                var (images, names): ([Tensor], [String]) = ([], [])
                for file in batch {
                    do {
                        images.append(try loader.load(file))
                        names.append(NativePath.text(isFolder ? file : name))
                    } catch  where isFolder && (error is ImageError || error is FileError) {
                        broken.append(NativePath.text(file))
                        printError("martlet: warning: left out \(error)")
                    }
                }
                hasRead = hasRead || !images.isEmpty
                if !images.isEmpty { return (try Tensor.stack(images), names) }
            }
            guard hasRead else { throw BadData("none of the \(broken.count) images can be read") }
            return nil
        }

        var header: Bool? { nil }
        var brokenFiles: [String]? { broken }
    }
#endif
