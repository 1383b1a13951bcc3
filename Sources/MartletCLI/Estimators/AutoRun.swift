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

    private var classifier: AutoClassifier {
        AutoClassifier(minutes: minutes, trials: trials, folds: folds, seed: seed, workers: workers)
    }

    private var regressor: AutoRegressor {
        AutoRegressor(minutes: minutes, trials: trials, folds: folds, seed: seed, workers: workers)
    }

    /// Learns from some rows and judges by others.
    ///
    /// - Parameter save: the file that what was learned is written to, if any.
    /// - Throws: `EstimatorError`, `CSVError`, `FileError`, `BadData`.
    func result(savingTo save: String?) throws -> AutoResult {
        let start = ContinuousClock.now
        var result = try learned(savingTo: save)
        result.seconds = Double((ContinuousClock.now - start) / .nanoseconds(1)) * 1e-9
        return result
    }

    private func learned(savingTo save: String?) throws -> AutoResult {
        guard case .file(let path) = data else {
            guard case .dataset = data, let all = try data.load().examples as? LabeledData else {
                throw BadData("'\(data.name)' is a folder; give a table, or train its images with martlet train")
            }
            let (train, test) = try all.split(testFraction: testFraction, seed: seed, stratify: true)
            let fitted = try classifier.fit(train.features, train.classLabels)
            try save.map { try fitted.save(to: $0) }
            return AutoResult(
                rows: (train.count, test.count), isClassification: true, report: fitted.report,
                score: try fitted.score(test.features, test.classLabels))
        }
        let table = try CSV(path: path, format: self.table.format())
        let column = try table.index(of: target.map { .name($0) } ?? -1)
        let labels = try TableLabels(table, column, kind)
        let isClassification = !labels.classNames.isEmpty
        let rows = labels.labels.indices.filter { !labels.labels[$0].isNaN }
        let (train, test): (CSV, CSV)
        if let path = self.test {
            (train, test) = (table, try CSV(path: path, format: self.table.format()))
        } else {
            let parts = try LabeledData.split(
                rows.map { isClassification ? Int(labels.labels[$0]) : 0 }, testFraction: testFraction, seed: seed)
            (train, test) = try (table.rows(parts.train.map { rows[$0] }), table.rows(parts.test.map { rows[$0] }))
        }
        let counts = (train.rowCount, test.rowCount)
        if isClassification {
            let fitted = try classifier.fit(train, target: .index(column))
            try save.map { try fitted.save(to: $0) }
            return AutoResult(
                rows: counts, isClassification: true, report: fitted.report, score: try fitted.score(test))
        }
        let fitted = try regressor.fit(train, target: .index(column))
        try save.map { try fitted.save(to: $0) }
        return AutoResult(rows: counts, isClassification: false, report: fitted.report, score: try fitted.score(test))
    }
}

/// What came of it, to be read by people or programs.
struct AutoResult {
    var rows: (train: Int, test: Int)
    var isClassification: Bool
    var report: AutoReport
    /// The accuracy, or R², on the rows kept for the test.
    var score: Double
    var seconds = 0.0

    func json(_ run: AutoRun, savedTo path: String?) -> JSON {
        var json: JSON = ["data": .string(run.data.name)]
        json["target"] = run.target.map { .string($0) } ?? .null
        json["rows"] = ["train": .integer(rows.train), "test": .integer(rows.test)]
        json["task"] = .string(isClassification ? "classification" : "regression")
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
        let end =
            isClassification
            ? "Together they are right on \(score.percent) of \(grouped(rows.test)) rows not seen"
            : "Together they have an R² of \(score.short) on \(grouped(rows.test)) rows not seen"
        return [
            "\(run.data.name): \(report.candidates.count) estimators of \(run.folds) folds on \(grouped(rows.train)) rows"
                + (report.isCutShort ? "; the time was over before all were tried" : ""),
            aligned([["loss", "share", "estimator"]] + lines), "\(end); \(seconds.short) s",
        ].joined(separator: "\n") + (path.map { "\nSaved to \($0)" } ?? "")
    }
}
