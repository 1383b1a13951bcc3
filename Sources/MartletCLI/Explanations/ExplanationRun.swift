import Martlet

/// An explanation of what a model says of data.
struct ExplanationRun {
    /// What a picture shows.
    enum Chart: String, CaseIterable {
        case bar, beeswarm, waterfall, force, dependence
        case heatMap = "heat-map"
    }

    /// What is written, by the file's name.
    enum Kind: String {
        case svg, html, json, csv

        init?(path: String) {
            self.init(rawValue: path.split(separator: ".").last.map { $0.lowercased() } ?? "")
        }
    }

    let explanation: Explanation
    let warnings: [String]
    private let model: String
    private let data: String
    private let background: Int

    /// - Throws: `BadData` for a model that doesn't take rows of features; `ExplanationError`.
    init(
        _ loaded: LoadedModel, _ examples: some Examples, of source: DataSource, background: Int, clusters: Int?,
        samples: Int, coalitions: Int?, standardError: Double?, link: Link, seed: UInt64?
    ) throws {
        let (network, notes) = (loaded.model, loaded.notes)
        guard network.graph.inputs.count == 1, network.graph.inputs[0].shape.count == 2,
            network.graph.outputTypes.count == 1, network.graph.outputTypes[0].shape.count == 2
        else {
            throw BadData(
                "'\(loaded.path)' takes \(network.graph.inputs.map(\.description).joined(separator: ", ")); "
                    + "explained are models that take rows of features and give one row of outputs for each"
                    + (network.graph.inputs.first?.shape.count == 4 ? ", or photos as --input" : ""))
        }
        let parts = try CompressionData(examples, of: source, for: loaded, seed: seed)
        let seed = seed ?? loaded.setup?.seed ?? 0
        let learned = try parts.train.rows(atMost: clusters == nil ? background : parts.train.count, seed: seed)
        let known =
            try clusters.map { try Background.kMeans(learned, clusters: min($0, learned.shape[0]), seed: seed) }
            ?? Background(learned)
        let rows = try parts.test.rows(atMost: samples, seed: seed)
        let scale = notes.table?.target ?? .identity
        let outputs = network.graph.outputTypes[0].shape[1]
        let explainer = try KernelSHAP(
            background: known, link: link, featureNames: Self.features(of: parts.train, notes, rows.shape[1]),
            outputNames: notes.classNames?.count == outputs
                ? notes.classNames : outputs == 1 ? [notes.label ?? "output"] : nil
        ) { try network.predict($0) * Float(scale.deviation) + Float(scale.mean) }
        let bar = ExplanationBar()
        defer { bar.end() }
        explanation = try explainer.explain(
            rows, nsamples: coalitions, standardError: standardError, seed: seed, progress: bar.show)
        warnings = parts.warnings
        (model, data, self.background) = (loaded.path, source.name, known.rows.shape[0])
    }

    private static func features(of examples: some Examples, _ notes: ModelNotes, _ count: Int) -> [String]? {
        [notes.features, notes.table?.featureNames, examples.notes(label: nil).features].compactMap { $0 }
            .first { $0.count == count }
    }

    var json: JSON {
        var json: JSON = [
            "model": .string(model), "data": .string(data), "background": .integer(background),
            "samples": .integer(explanation.count),
        ]
        for (key, value) in explanation.json.object ?? [:] { json[key] = value }
        return json
    }

    /// Writes the file that its name asks for.
    ///
    /// - Throws: `ExplanationError` for a row, class or feature that isn't there; `FileError`.
    func write(
        to path: String, chart: Chart, row: Int, className: String?, feature: String?, theme: ChartTheme
    ) throws {
        switch Kind(path: path) {
        case .json?: try explanation.save(to: path)
        case .csv?: try explanation.write(csv: path)
        case .html?:
            try AtomicFile.write(explanation.report(title: "\(model) on \(data)"), to: path)
        case .svg?, nil:
            try AtomicFile.write(
                svg(chart, row: row, className: className, feature: feature, theme: theme), to: path)
        }
    }
}

/// Shows on a terminal how many rows are explained; elsewhere it stays quiet.
private struct ExplanationBar {
    func show(_ done: Int, of total: Int) {
        guard isTerminalForErrors else { return }
        ProgressBar.writeToStandardError("\r\(done)/\(total) \(ProgressBar.bar(done, of: total)) rows explained")
    }

    func end() {
        if isTerminalForErrors { ProgressBar.writeToStandardError("\r\u{1B}[K") }
    }
}

extension Examples {
    /// What goes into the model of so many examples, of every class in proportion.
    fileprivate func rows(atMost count: Int, seed: UInt64) throws -> Tensor {
        // A sample may have one fewer than was asked for.
        let next = try inputs(atMost: min(count, self.count) + 1, seed: seed).pull()
        var pieces: [Tensor] = []
        while let batch = try next() { pieces.append(batch.inputs[0]) }
        let rows = try Tensor.concatenate(pieces)
        return try rows[0..<min(count, rows.shape[0])]
    }
}
