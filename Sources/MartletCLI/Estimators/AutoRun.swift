import Martlet

/// What `martlet auto` does.
struct AutoRun {
    var data: DataSource
    /// The column to learn; nil is the last.
    var target: String?
    /// What its labels mean.
    var kind = LabeledData.Target.automatic
    var minutes: Double? = 1
    var trials = 24
    var folds = 5
    /// The file by whose rows it is judged; nil is by some of the data.
    var test: String?
    var testFraction = 0.2
    var table = TableSetup()
    var seed: UInt64
    var workers: Int?

    init(_ data: DataSource, seed: UInt64) { (self.data, self.seed) = (data, seed) }

    private let bar = CountBar(of: "fits")

    private var settings: AutoSettings {
        AutoSettings(
            minutes: minutes, trials: trials, folds: folds, seed: seed, workers: workers,
            progress: bar.show)
    }

    /// What was asked for, besides what the search itself tells trackers.
    var parameters: [String: String] {
        ["target": target ?? "the last column", "labels": kind.rawValue, "test": test ?? "a share of \(testFraction)"]
    }

    /// The data, divided and prepared.
    ///
    /// - Throws: `CSVError`, `FileError`, `BadData`.
    func loaded() throws -> EstimatorData {
        try EstimatorData(
            DataSetup(
                data: data.name, label: target, target: kind, table: table,
                testFraction: test == nil ? testFraction : 0, seed: seed))
    }

    /// Learns from some rows and judges by others.
    ///
    /// - Throws: `EstimatorError`, `CSVError`, `FileError`, `BadData`; `CancellationError`.
    func result(_ data: EstimatorData) throws -> AutoResult {
        let start = ContinuousClock.now
        defer { bar.end() }
        let judged = try test.map { try data.examples(in: $0) } ?? data.test
        let (x, labels) = try data.train.arrays()
        let (testX, testLabels) = try judged.arrays()
        let report: AutoReport
        let score: Double
        let learned: LearnedEstimator
        if data.train.isClassification {
            func names(_ labels: [Double]) -> [String] { labels.map { data.train.classNames[Int($0)] } }
            let fitted = try AutoClassifier(settings).fit(x, names(labels))
            learned = try LearnedEstimator(fitted, data)
            (report, score) = (fitted.report, try fitted.score(testX, names(testLabels)))
        } else {
            let fitted = try AutoRegressor(settings).fit(x, Tensor(labels))
            learned = try LearnedEstimator(fitted, data)
            (report, score) = (fitted.report, try fitted.score(testX, Tensor(testLabels)))
        }
        return AutoResult(
            rows: (labels.count, testLabels.count), isClassification: data.train.isClassification, report: report,
            score: score, learned: learned, table: data.notes.table, remarks: data.train.remarks("--labels"),
            seconds: Double((ContinuousClock.now - start) / .nanoseconds(1)) * 1e-9)
    }
}

/// What came of it, to be read by people or programs.
struct AutoResult {
    var rows: (train: Int, test: Int)
    var isClassification: Bool
    var report: AutoReport
    /// The accuracy, or R², on the rows kept for the test.
    var score: Double
    let learned: LearnedEstimator
    /// What became of the columns; nil where they are numbers that were taken as they are.
    var table: TablePreparation?
    /// What is worth knowing of the data, in words.
    var remarks: [String]
    var seconds: Double

    func json(_ run: AutoRun, savedTo path: String?) -> JSON {
        var json: JSON = ["data": .string(run.data.name)]
        json["target"] = run.target.map { .string($0) } ?? .null
        json["rows"] = ["train": .integer(rows.train), "test": .integer(rows.test)]
        json["task"] = .string(isClassification ? "classification" : "regression")
        json["remarks"] = JSON(remarks)
        json["columns"] = table.map(\.kindsJSON) ?? .null
        json["folds"] = .integer(run.folds)
        json["candidates"] = .array(
            report.candidates.map {
                ["name": .string($0.name), "loss": .double($0.loss), "weight": .double($0.weight)]
            })
        json["failures"] = .array(
            report.failures.sorted { $0.key < $1.key }.map { ["name": .string($0.key), "error": .string($0.value)] })
        json["loss"] = .double(report.loss)
        json["cut_short"] = .bool(report.isCutShort)
        json[isClassification ? "accuracy" : "r2"] = .double(score)
        json["seconds"] = .double(seconds)
        json["seed"] = JSON(seed: run.seed)
        json["model"] = path.map { .string($0) } ?? .null
        return json
    }

    func text(_ run: AutoRun, savedTo path: String?) -> String {
        let lines = report.candidates.map { [$0.loss.short, $0.weight > 0 ? $0.weight.percent : "", $0.name] }
        let task = isClassification ? "classes" : "values"
        let end =
            isClassification
            ? "Together they are right on \(score.percent) of \(grouped(rows.test)) rows not seen"
            : "Together they have an R² of \(score.short) on \(grouped(rows.test)) rows not seen"
        return [
            "\(run.data.name): \(report.candidates.count) estimators of \(task), \(run.folds) folds of \(grouped(rows.train)) "
                + "rows"
                + (report.isCutShort ? "; the time was over before all were tried" : ""),
            aligned([["loss", "share", "estimator"]] + lines), "\(end); \(seconds.short) s",
        ].joined(separator: "\n") + (table.map { "\nColumns: \($0.kindsText)" } ?? "")
            + remarks.map { "\n\(run.data.name): \($0)" }.joined() + (path.map { "\nSaved to \($0)" } ?? "")
    }
}
