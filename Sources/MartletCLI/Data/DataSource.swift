import Martlet

/// What `--data` names: a data set that is part of the program, a CSV file, or a folder of images.
enum DataSource: Sendable {
    case dataset(Dataset)
    case file(String)
    case folder(String)

    enum Dataset: String, CaseIterable {
        case digits, iris, wine
        case breastCancer = "breast_cancer"
    }

    /// - Throws: `UnknownName` for what is neither a data set nor looks like a file.
    init(_ text: String) throws(UnknownName) {
        if let dataset = Dataset(rawValue: text) {
            self = .dataset(dataset)
        } else if isFolder(text) {
            self = .folder(text)
        } else if text.contains(".") || text.contains("/") || exists(text) {
            self = .file(text)
        } else {
            throw UnknownName("data set", text, known: Dataset.allCases.map(\.rawValue) + ["FILE.csv", "FOLDER"])
        }
    }

    /// The name of the data set, or the path of the file.
    var name: String {
        switch self {
        case .dataset(let dataset): dataset.rawValue
        case .file(let path), .folder(let path): path
        }
    }

    /// The file or folder; nil for a data set that is part of the program.
    var path: String? {
        switch self {
        case .dataset: nil
        case .file(let path), .folder(let path): path
        }
    }

    /// Whether it is a table in a file.
    var isFile: Bool { if case .file = self { true } else { false } }

    /// Whether all features are of one kind and so keep their proportions when they are normalised.
    var isImages: Bool {
        if case .dataset(.digits) = self { true } else { false }
    }

    /// The examples.
    ///
    /// - Parameters:
    ///   - label: the label's column in a file; nil is the last one.
    ///   - format: how a table is read.
    ///   - images: how images are read.
    ///   - notes: of the model that is going to judge them; nil for data to learn from.
    /// - Throws: `FileError`, `CSVError`, `DataFileError`.
    func load(
        label: String? = nil, target: LabeledData.Target = .automatic, format: CSV.Format = CSV.Format(),
        images: ImagePreparation? = nil, notes: ModelNotes? = nil
    ) throws -> LoadedExamples {
        switch self {
        case .dataset(.digits): return LoadedExamples(Digits.load())
        case .dataset(.iris): return LoadedExamples(Iris.load())
        case .dataset(.wine): return LoadedExamples(Wine.load())
        case .dataset(.breastCancer): return LoadedExamples(BreastCancer.load())
        case .file(let path):
            #if Images
                guard !ImageFolder.isImage(path) else {
                    throw BadData("'\(path)' is an image; give the folder that has a folder of images for each class")
                }
            #endif
            return try Self.table(path, label: label, target: target, format: format, notes: notes)
        case .folder(let path):
            #if Images
                return LoadedExamples(try ImageExamples(path, images ?? .standard, leastClasses: notes == nil ? 2 : 1))
            #else
                throw BadData(
                    "'\(path)' is a folder, and martlet was built without the trait Images, which reads images")
            #endif
        }
    }
}

extension DataSource {
    /// The examples by which a model is judged or trained further.
    ///
    /// - Parameters:
    ///   - label: nil is as in its training.
    ///   - table: how a table is read.
    /// - Throws: `FileError`, `CSVError`, `DataFileError`.
    func load(for loaded: any DataTaker, label: String?, table: TableSetup) throws -> LoadedExamples {
        let notes = loaded.notes
        if notes.table != nil, case .dataset = self, let data = try load().examples as? LabeledData {
            return LoadedExamples(try data.table(label: notes.label ?? "label"))
        }
        return try load(
            label: label ?? (isFile ? notes.label : nil), target: notes.classNames == nil ? .values : .classes,
            format: table.format(for: loaded), images: notes.images, notes: notes)
    }

    /// The labelled rows of a CSV file.
    private static func table(
        _ path: String, label: String?, target: LabeledData.Target, format: CSV.Format, notes: ModelNotes?
    ) throws -> LoadedExamples {
        let selector: CSV.Selector = label.map { .name($0) } ?? -1
        // Classes whose names aren't just numbers are found by their texts.
        let hasNames = notes?.classNames.map { $0 != $0.indices.map(String.init) } ?? false
        let table = try CSV(path: path, format: format) { header in
            var kinds = notes?.table?.kinds(header) ?? [:]
            kinds[try header.index(of: selector)] =
                hasNames ? .strings : target == .values ? .automatic : .labels(areClasses: target == .classes)
            return kinds
        }
        let index = try table.index(of: selector)
        let examples = try TableExamples(table, label: index, target: target)
        if notes == nil { try examples.requireClasses() }
        return LoadedExamples(examples, label: table.columns[index].name, hasHeader: table.hasHeader)
    }
}

/// Examples, and what is known of where they come from.
struct LoadedExamples {
    let examples: any Examples
    /// What the label's column in a file is called.
    let label: String?
    /// Whether a file's first line names its columns; nil for what is no table in a file.
    let hasHeader: Bool?

    init(_ examples: any Examples, label: String? = nil, hasHeader: Bool? = nil) {
        (self.examples, self.label, self.hasHeader) = (examples, label, hasHeader)
    }
}

extension LabeledData.Target: Codable {}
