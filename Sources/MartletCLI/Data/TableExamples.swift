import Martlet

/// The labelled rows of a table in a file.
struct TableExamples {
    let table: CSV
    private let label: Int
    /// Positions of the columns that may be read.
    private let features: [Int]
    /// The label of each row of the table: a class, or a value; NaN where there is none.
    private var labels: [Double]
    private(set) var classNames: [String]
    let isGuess: Bool
    /// Positions of the examples' rows in the table.
    private var rows: [Int]
    /// What becomes of the columns; nil before it is fitted, and for models that take columns as they are.
    private var preparation: TablePreparation?
    /// Where the columns that the model takes are; nil is by their names.
    private var positions: [Int]?
    /// What is worth knowing of the columns.
    private(set) var remarks: [String] = []

    /// The rows that have a label.
    ///
    /// - Throws: `CSVError`.
    init(_ table: CSV, label: Int, target: LabeledData.Target) throws {
        (self.table, self.label) = (table, label)
        features = try table.header.features(beside: label)
        try CSVError.requireRoom(32 * table.rowCount)
        let column = try TableLabels(table, label, target)
        (labels, classNames, isGuess) = (column.labels, column.classNames, column.isGuess)
        rows = column.labels.indices.filter { !column.labels[$0].isNaN }
        guard !rows.isEmpty else { throw table.error(label, "no row has a label; fill them in") }
        if rows.count < table.rowCount {
            let count = table.rowCount - rows.count
            remarks = ["\(grouped(count)) \(count == 1 ? "row" : "rows") without a label left out"]
        }
    }

    /// - Throws: `CSVError` where all rows are of one class.
    func requireClasses() throws {
        let present = Set(rows.map { labels[$0] })
        guard isClassification, present.count == 1, let code = present.first else { return }
        throw table.error(
            label,
            "all its labels are '\(classNames[Int(code)])', and two classes at least are needed; add rows of others, or name "
                + "another column")
    }

    /// The numbers that go into the model.
    private func inputs() throws -> Tensor {
        if let preparation { return try preparation.matrix(of: table, rows: rows, positions: positions) }
        return try table.matrix(columns: positions ?? features).take(rows)
    }

    /// What the model is to say.
    private var targets: Tensor {
        if isClassification { return Tensor(rows.map { Int32(labels[$0]) }) }
        let scale = preparation?.target ?? .identity
        return Tensor(rows.map { Float(scale.scaled(labels[$0])) })
    }

    private var units: Units { Units(preparation?.target) }

    private func part(_ positions: [Int]) -> TableExamples {
        var part = self
        part.rows = positions.map { rows[$0] }
        return part
    }
}

extension TableExamples: Examples {
    var count: Int { rows.count }

    var fingerprint: String {
        var check = CRC32C()
        for name in table.columns.map(\.name) + [""] + classNames { check.update(name) }
        labels.withUnsafeBytes { check.update($0) }
        for index in features {
            switch table.columns[index].values {
            case .numbers(let numbers, _): numbers.withUnsafeBytes { check.update($0) }
            case .strings(let codes, let categories):
                for name in categories { check.update(name) }
                codes.withUnsafeBytes { check.update($0) }
            }
        }
        return check.text
    }

    func split(testFraction: Double, seed: UInt64) throws -> (train: TableExamples, test: TableExamples) {
        let strata = rows.map { isClassification ? Int(labels[$0]) : 0 }
        let parts = try LabeledData.split(strata, testFraction: testFraction, seed: seed)
        return (part(parts.train), part(parts.test))
    }

    func divided(at count: Int, seed: UInt64) -> (TableExamples, TableExamples) {
        (part(Array(0..<count)), part(Array(count..<self.count)))
    }

    func fitted(_ scaling: TablePreparation.Scaling) throws -> TableExamples {
        let (preparation, remarks) = try TablePreparation.fitted(
            to: table, features: features, rows: rows, scaling: scaling,
            targets: isClassification ? nil : rows.map { labels[$0] })
        var fitted = self
        fitted.preparation = preparation
        fitted.remarks += remarks
        return fitted
    }

    func prepared(by notes: ModelNotes) -> TableExamples {
        var prepared = self
        prepared.preparation = notes.table
        return prepared
    }

    func notes(label: String?) -> ModelNotes {
        ModelNotes(
            features: preparation?.featureNames ?? (positions ?? features).map { table.columns[$0].name },
            classNames: isClassification ? classNames : nil, label: label, table: preparation)
    }

    func model(_ setup: TrainingSetup) throws -> Model {
        try setup.denseModel(featureCount: preparation?.featureNames.count ?? features.count, classes: classNames.count)
    }

    func fit(
        _ model: inout Model, _ setup: TrainingSetup, from epoch: Int, validation: TableExamples?,
        callbacks: [any Callback]
    ) throws -> History {
        var history = try model.fit(
            inputs(), targets, epochs: setup.epochs, batchSize: setup.batchSize,
            validationData: validation.map { (try $0.inputs(), $0.targets) }, initialEpoch: epoch,
            callbacks: units.seen(by: callbacks), resume: true)
        history.logs = history.logs.map(units.logs)
        return history
    }

    func inputs(atMost count: Int, seed: UInt64) throws -> Dataset {
        try Dataset(sample(count, seed: seed).inputs()).batched(32)
    }

    func score(_ model: Model) throws -> Logs { try units.logs(model.evaluate(inputs(), targets)) }

    func arrays() throws -> (inputs: Tensor, labels: [Double]) { (try inputs(), rows.map { labels[$0] }) }

    func tableRows() throws -> TableRows {
        let known = try preparation.map { try table.indices(of: $0.columns.map(\.name)) } ?? features
        return try TableRows(table, rows: rows, positions: positions ?? known, preparation)
    }

    func matched(to loaded: any DataTaker, source: String) throws -> TableExamples {
        var matched = self
        let names = features.map { table.columns[$0].name }
        matched.positions = try loaded.notes.positions(in: names, of: source, for: loaded.inputs).map { features[$0] }
        matched.preparation = loaded.notes.table
        guard let classes = loaded.notes.classNames else { return matched }
        let codes = try loaded.notes.codes(of: classNames, present: Set(rows.map { Int(labels[$0]) }), in: source)
        matched.labels = labels.map { $0.isNaN ? .nan : Double(codes[Int($0)]) }
        matched.classNames = classes
        return matched
    }
}
