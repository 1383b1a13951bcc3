import Martlet

/// Loss and metrics of a saved model on data.
struct Evaluation {
    /// The parts into which `martlet train` divided the data.
    enum Part: String, CaseIterable {
        case train, test, all
    }

    let model: String
    let data: String
    let part: Part
    let rows: Int
    let logs: Logs
    /// Whether a CSV file's first line names its columns; nil for other data.
    let header: Bool?
    /// What is worth knowing of the data.
    let remarks: [String]
    /// Images that were left out because they can't be read; nil for tables.
    let brokenFiles: [String]?

    /// - Parameter part: nil is the test part of the data that the model was trained on, and all of other data.
    /// - Throws: `FileError`, `CSVError`, `BadData`, `ModelError`.
    init(_ loaded: any LoadedPredictor, on source: DataSource, label: String?, table: TableSetup, part: Part?) throws {
        if let network = loaded as? LoadedModel, network.model.compiled == nil {
            throw BadData(
                "'\(loaded.path)' doesn't say how its model was trained, so there is no loss to evaluate; "
                    + "give one that martlet train wrote, or save it compiled")
        }
        let data = try source.load(for: loaded, label: label, table: table)
        try self.init(loaded, data.examples, from: source, header: data.hasHeader, part: part)
    }

    private init<Data: Examples>(
        _ loaded: any LoadedPredictor, _ data: Data, from source: DataSource, header: Bool?, part: Part?
    ) throws {
        let name = source.name
        var data = data
        let setup = loaded.dataSetup
        let isTrainedOn = setup?.describes(data, called: name) == true
        let isDivided = isTrainedOn && (setup!.testFraction > 0 || data.ownParts?.test != nil)
        if let setup, part != .all, !isTrainedOn, setup.testFraction > 0, areSame(setup.data, name) {
            throw BadData(
                """
                '\(name)' has changed since the model was trained on it (\(grouped(setup.examples ?? 0)) rows \
                then, \(grouped(data.count)) now), so its test part can't be told from the rows that were learned; \
                restore it, or judge all rows, learned ones too, with --part all, or other rows with --data
                """)
        }
        self.part = part ?? (isDivided ? .test : .all)
        if self.part != .all {
            guard let setup, isDivided else {
                throw BadData(
                    "'\(name)' has no \(self.part.rawValue) part: the model was "
                        + (isTrainedOn ? "trained on all of it" : "not trained on it as it is") + "; use --part all")
            }
            var whole = setup
            whole.validationSplit = 0
            let parts = try whole.split(data)
            data = self.part == .train ? parts.train : parts.test ?? data
        }
        logs = try loaded.score(data.matched(to: loaded, source: name))
        model = loaded.path
        self.data = name
        // Images were found broken when they were read.
        let broken = data.brokenFiles
        rows = data.count - broken.count
        if case .folder = source { brokenFiles = broken } else { brokenFiles = nil }
        remarks = data.remarks
        self.header = header
    }

    var json: JSON {
        var json: JSON = ["model": .string(model), "data": .string(data), "part": .string(part.rawValue)]
        if let header { json["header"] = .bool(header) }
        if header != nil || brokenFiles != nil { json["remarks"] = JSON(remarks) }
        if let brokenFiles { json["broken_files"] = JSON(brokenFiles) }
        json["rows"] = .integer(rows)
        for (name, value) in logs.sorted(by: { $0.key < $1.key }) { json[name] = .double(value) }
        return json
    }

    var text: String {
        "\(data), \(part == .all ? "all" : "\(part.rawValue) part"): \(grouped(rows)) \(brokenFiles == nil ? "rows" : "images")"
            + (brokenFiles?.isEmpty == false
                ? ", \(grouped(brokenFiles!.count)) can't be read and were left out\n" : "\n")
            + aligned(logs.sorted { $0.key < $1.key }.map { [$0.key, $0.value.short] })
            + remarks.map { "\n\(data): \($0)" }.joined()
            + (header.map { "\n" + TableSetup.text(data, hasHeader: $0) } ?? "")
    }
}
