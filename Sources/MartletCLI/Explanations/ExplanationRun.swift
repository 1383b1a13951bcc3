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
    private(set) var warnings: [String]
    private let model: String
    let data: String
    /// The rows that features that aren't known are taken from, or the centres of their clusters.
    let background: (name: String, rows: Int)
    /// Whether features were chosen that alone get values.
    let selects: Bool

    /// How the function is asked.
    struct Settings {
        /// Centres of clusters in place of the background's rows.
        var clusters: Int?
        var coalitions: Int?
        var standardError: Double?
        var l1 = L1Selection.off
        var link = Link.identity
    }

    /// - Throws: `BadData` for a model that doesn't take rows of features, and where there is no background;
    ///   `ExplanationError`.
    init(_ loaded: any LoadedPredictor, _ request: ExplanationRows.Request, _ settings: Settings) throws {
        guard loaded.inputs.count == 1, loaded.inputs[0].shape.count == 2, loaded.outputTypes.count == 1,
            loaded.outputTypes[0].shape.count == 2
        else {
            throw BadData(
                "'\(loaded.path)' takes \(loaded.inputs.map(\.description).joined(separator: ", ")); "
                    + "explained are models that take rows of features and give one row of outputs for each"
                    + (loaded.inputs.first?.shape.count == 4 ? ", or photos as --input" : ""))
        }
        let rows = try ExplanationRows(loaded, request)
        selects = settings.l1 != .off
        let inputs = rows.background.inputs
        let known =
            try settings.clusters.map {
                try Background.kMeans(inputs, clusters: min($0, inputs.shape[0]), seed: request.seed)
            } ?? Background(inputs)
        let (notes, outputs) = (loaded.notes, loaded.outputTypes[0].shape[1])
        let scale = notes.table?.target ?? .identity
        let explainer = try KernelSHAP(
            background: known, link: settings.link, groups: notes.table?.groups, featureNames: rows.explained.names,
            outputNames: notes.classNames?.count == outputs
                ? notes.classNames : outputs == 1 ? [notes.label ?? "output"] : nil
        ) { rows in
            let outputs = try loaded.predict(rows)
            return scale == .identity ? outputs : try outputs * Float(scale.deviation) + Float(scale.mean)
        }
        let bar = CountBar(of: "rows explained")
        defer { bar.end() }
        explanation = try explainer.explain(
            rows.explained.inputs, nsamples: settings.coalitions, standardError: settings.standardError,
            l1: settings.l1, seed: request.seed, progress: bar.show
        ).showing(data: rows.explained.data, featureTypes: rows.explained.types, index: rows.explained.index)
        warnings = rows.warnings
        (model, data) = (loaded.path, request.source.name)
        background = (rows.backgroundName, known.rows.shape[0])
        let error = try explanation.standardErrors.max().scalar(as: Double.self)
        if let asked = settings.standardError, error > asked {
            warnings.append(
                "--standard-error \(asked) isn't reached: the largest is \(error.short) with all coalitions that may be "
                    + "asked for; allow for more by --coalitions")
        }
    }

    var json: JSON {
        var json: JSON = [
            "model": .string(model), "data": .string(data), "background": .integer(background.rows),
            "background_data": .string(background.name),
            "samples": .integer(explanation.count),
        ]
        for (key, value) in explanation.json.object ?? [:] { json[key] = value }
        return json
    }

    /// Writes the file that its name asks for.
    ///
    /// - Throws: `UnknownName` for a class or feature that isn't there; `FileError`.
    func write(
        to path: String, chart: Chart, className: String?, feature: String?, theme: ChartTheme
    ) throws {
        switch Kind(path: path) {
        case .json?: try explanation.save(to: path)
        case .csv?: try explanation.write(csv: path)
        case .html?:
            try AtomicFile.write(explanation.report(title: "\(model) on \(data)"), to: path)
        case .svg?, nil:
            try AtomicFile.write(
                svg(chart, className: className, feature: feature, theme: theme), to: path)
        }
    }
}
