import Martlet

/// Data that estimators learn from and are judged by, with columns prepared as `martlet train` prepares them.
struct EstimatorData: DataTaker {
    /// Prepared as the training part is.
    let train, test: any Examples
    let notes: ModelNotes
    let setup: DataSetup

    /// - Parameter setup: which data, and how to divide them.
    /// - Throws: `BadData` for a folder; what reading and preparing throw.
    init(_ setup: DataSetup) throws {
        let source = try DataSource(setup.data)
        if case .folder(let path) = source {
            throw BadData("'\(path)' is a folder; give a table, or train its images with martlet train")
        }
        var (setup, table) = (setup, setup.table ?? TableSetup())
        let loaded = try source.load(label: setup.label, target: setup.target, format: table.format())
        if let hasHeader = loaded.hasHeader { table.header = hasHeader ? .present : .absent }
        setup.table = loaded.hasHeader == nil ? nil : table
        try self.init(loaded.examples, label: loaded.label, setup)
    }

    private init<Data: Examples>(_ data: Data, label: String?, _ setup: DataSetup) throws {
        var setup = setup
        setup.examples = data.count
        setup.fingerprint = data.fingerprint
        let parts = try setup.split(data)
        let train = try parts.train.fitted(setup.table?.scaling ?? .standard)
        var notes = train.notes(label: label)
        test = parts.test?.prepared(by: notes) ?? train
        // Estimators learn values in the user's unit.
        notes.table?.target = nil
        (self.train, self.notes, self.setup) = (train, notes, setup)
    }

    var path: String { setup.data }
    var dataSetup: DataSetup? { setup }
    var inputs: [TensorType] { [TensorType([-1, notes.features?.count ?? 0])] }

    /// The rows of another file.
    ///
    /// - Throws: `BadData` for columns or classes that don't fit; what reading throws.
    func examples(in path: String) throws -> any Examples {
        let source = DataSource.file(path)
        let table = TableSetup(missing: setup.table?.missing)
        return try source.load(for: self, label: nil, table: table).examples.matched(to: self, source: path)
    }

    /// Which data these are, for the metadata of what learned from them.
    var metadata: [String: String] {
        get throws {
            var metadata: [String: String] = [:]
            try setup.write(to: &metadata)
            return metadata
        }
    }

    /// Rows and classes in arrays.
    ///
    /// - Throws: `BadData` for values; what preparing throws.
    func labeled(_ part: any Examples) throws -> LabeledData {
        guard part.isClassification else {
            throw BadData(
                "'\(path)' has values to predict, and classes are what is learned here; martlet auto and martlet train learn "
                    + "values, and --target classes takes whole numbers for classes")
        }
        let (inputs, labels) = try part.arrays()
        return try LabeledData(
            features: inputs, labels: Tensor(labels.map { Int32($0) }), featureNames: notes.features,
            classNames: part.classNames, description: path)
    }
}
