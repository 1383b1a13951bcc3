import Martlet

/// The rows of a table that are explained, and those that stand for features that aren't known.
struct ExplanationRows {
    let explained: TableRows
    let background: TableRows
    /// Where the background is from.
    let backgroundName: String
    /// What the user should know though it is no error.
    let warnings: [String]

    /// What is asked for.
    struct Request {
        /// The data that rows are explained of.
        var source: DataSource
        /// The label's column in a file; nil is as in training.
        var label: String?
        var table: TableSetup
        /// Where the background is from; nil is the data that was learned from.
        var background: DataSource?
        /// The row that is explained, from 0; nil is some.
        var row: Int?
        /// Rows that are explained, and rows of the background, at most; nil is all.
        var samples: Int
        var backgroundRows: Int?
        var seed: UInt64
    }

    /// Of data that was learned from, rows of the test part; of other data the first rows.
    ///
    /// - Throws: `BadData` where there is no background; `ArgumentError` for a label of other data; `ExplanationError` for a
    ///   row that isn't there; what reading throws.
    init(_ loaded: any LoadedPredictor, _ request: Request) throws {
        let own = try Self.parts(of: request.source, request, for: loaded)
        if request.label != nil, own == nil {
            throw ArgumentError(
                "--label",
                "is for the data that the model learned from, by the label that it learned; of other data labels aren't "
                    + "read, so leave it out")
        }
        explained =
            if let row = request.row {
                try Self.all(of: request.source, request, for: loaded).only(row)
            } else if let own {
                own.test
            } else {
                try Self.all(of: request.source, request, for: loaded, atMost: request.samples)
            }
        let words = loaded.notes.table.map(explained.unknownWords) ?? []
        if let source = request.background {
            background = try Self.background(source, request, for: loaded)
            backgroundName = source.name
        } else if let own {
            (background, backgroundName) = (own.train, request.source.name)
        } else {
            let learned = try Self.learned(request, for: loaded)
            (background, backgroundName, warnings) = (learned.rows, learned.name, words + learned.warnings)
            return
        }
        warnings = words
    }

    /// All rows of data, or so many.
    private static func all(
        of source: DataSource, _ request: Request, for loaded: any LoadedPredictor, atMost count: Int = .max
    ) throws -> TableRows {
        guard case .file(let path) = source else {
            return try source.load(for: loaded, label: nil, table: request.table).examples
                .matchedRows(loaded, source, atMost: count, request.seed)
        }
        let rows = try loaded.tableRows(path, request.table)
        return try rows.rows(Array(0..<min(count, rows.count)))
    }

    /// The parts of the data that was learned from; nil for other data.
    private static func parts(
        of source: DataSource, _ request: Request, for loaded: any LoadedPredictor
    ) throws -> (train: TableRows, test: TableRows)? {
        guard let setup = loaded.dataSetup else { return nil }
        // Other data may have no label.
        let examples =
            areSame(setup.data, source.name)
            ? try source.load(for: loaded, label: request.label, table: request.table).examples
            : try? source.load(for: loaded, label: request.label, table: request.table).examples
        return try examples?.parts(setup, loaded, source, request)
    }

    /// Rows of any data as background.
    private static func background(
        _ source: DataSource, _ request: Request, for loaded: any LoadedPredictor
    ) throws -> TableRows {
        guard case .file(let path) = source else {
            return try source.load(for: loaded, label: nil, table: request.table).examples
                .matchedRows(loaded, source, atMost: request.backgroundRows ?? .max, request.seed)
        }
        let table = areSame(path, request.source.name) ? request.table : TableSetup(missing: request.table.missing)
        let rows = try loaded.tableRows(path, table)
        guard let count = request.backgroundRows, count < rows.count else { return rows }
        var generator = RandomGenerator(seed: request.seed)
        return try rows.rows(generator.permutation(rows.count).prefix(count).sorted())
    }

    /// The data that was learned from, as background.
    private static func learned(
        _ request: Request, for loaded: any LoadedPredictor
    ) throws -> (rows: TableRows, name: String, warnings: [String]) {
        let advice = "name a file with --background-data whose rows stand for features that aren't known"
        guard let setup = loaded.dataSetup else {
            throw BadData("'\(loaded.path)' doesn't say what it was trained on; \(advice)")
        }
        let source = try DataSource(setup.data)
        if let path = source.path, !exists(path) {
            throw BadData("'\(path)', which '\(loaded.path)' was trained on, isn't there; \(advice)")
        }
        var other = request
        other.table = setup.table ?? TableSetup()
        other.label = setup.label
        if let parts = try parts(of: source, other, for: loaded) { return (parts.train, source.name, []) }
        let rows = try background(source, other, for: loaded)
        return (
            rows, source.name, ["'\(source.name)', the background, has changed since '\(loaded.path)' learned of it"]
        )
    }
}

extension TableRows {
    fileprivate func only(_ row: Int) throws -> TableRows {
        guard 0..<count ~= row else {
            throw ExplanationError.invalid(
                argument: "row", reason: "must be from 0 to \(count - 1), and is \(row)")
        }
        return try rows([row])
    }
}

extension Examples {
    /// Rows as a model takes them.
    fileprivate func matchedRows(
        _ loaded: any LoadedPredictor, _ source: DataSource, atMost count: Int, _ seed: UInt64
    ) throws -> TableRows {
        try matched(to: loaded, source: source.name).tableRows(atMost: count, seed: seed)
    }

    /// Rows of the parts of the data that was learned from; nil for other data.
    fileprivate func parts(
        _ setup: DataSetup, _ loaded: any LoadedPredictor, _ source: DataSource, _ request: ExplanationRows.Request
    ) throws -> (train: TableRows, test: TableRows)? {
        guard setup.describes(self, called: source.name) else { return nil }
        let parts = try setup.split(self)
        return (
            try parts.train.matchedRows(loaded, source, atMost: request.backgroundRows ?? .max, request.seed),
            try (parts.test ?? parts.train).matchedRows(loaded, source, atMost: request.samples, request.seed)
        )
    }
}
