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

    /// Whether all features are of one kind and so keep their proportions when they are normalised.
    var isImages: Bool {
        if case .dataset(.digits) = self { true } else { false }
    }

    /// The examples, and what the label's column is called.
    ///
    /// - Parameters:
    ///   - label: the label's column in a file; nil is the last one.
    ///   - images: how images are read.
    /// - Throws: `FileError`, `CSVError`, `DataFileError`.
    func load(
        label: String? = nil, target: LabeledData.Target = .automatic, images: ImagePreparation? = nil
    ) throws -> (any Examples, label: String?) {
        switch self {
        case .dataset(.digits): return (Digits.load(), nil)
        case .dataset(.iris): return (Iris.load(), nil)
        case .dataset(.wine): return (Wine.load(), nil)
        case .dataset(.breastCancer): return (BreastCancer.load(), nil)
        case .file(let path):
            #if Images
                guard !ImageFolder.isImage(path) else {
                    throw BadData("'\(path)' is an image; give the folder that has a folder of images for each class")
                }
            #endif
            let table = try CSV(path: path)
            let index = try table.index(of: label.map { .name($0) } ?? -1)
            let data = try LabeledData(table, label: .index(index), target: target, description: path)
            return (data, table.columns[index].name)
        case .folder(let path):
            #if Images
                return (try ImageExamples(path, images ?? ImagePreparation()), nil)
            #else
                throw BadData(
                    "'\(path)' is a folder, and martlet was built without the trait Images, which reads images")
            #endif
        }
    }
}

extension LabeledData.Target: Codable {}
