import Martlet

/// The results of a run, to be read by people or programs.
struct TrainingReport<Data: Examples> {
    let run: TrainingRun<Data>
    let outcome: TrainingOutcome
    /// Loss and metrics in the epoch whose model was kept.
    let kept: Logs
    let validation: Logs?
    let test: Logs?
    let path: String?

    /// Judges the trained model on the parts of its data.
    init(_ run: TrainingRun<Data>, _ outcome: TrainingOutcome, savedTo path: String? = nil) throws {
        self.run = run
        self.outcome = outcome
        kept = (outcome.logs ?? [:]).filter { !$0.key.hasPrefix("val_") }
        validation = try run.validation.map { try $0.score(run.model) }
        test = try run.test.map { try $0.score(run.model) }
        self.path = path.map(NativePath.text)
    }

    /// Loss and metrics of the test part, by names of their own.
    var testNumbers: Logs {
        Logs(uniqueKeysWithValues: (test ?? [:]).map { ("test_" + $0.key, $0.value) })
    }

    var json: JSON {
        var json: JSON = ["data": .string(run.setup.data)]
        if let header { json["header"] = .bool(header) }
        if header != nil || isFolder { json["remarks"] = JSON(run.remarks) }
        json["task"] = .string(run.train.isClassification ? "classification" : "regression")
        json["loss"] = kept["loss"].map { .double($0) } ?? .null
        json["accuracy"] = kept["accuracy"].map { .double($0) } ?? .null
        for (name, value) in kept.sorted(by: { $0.key < $1.key }) where json[name] == nil {
            json[name] = .double(value)
        }
        json["validation"] = validation.map { JSON($0) } ?? .null
        json["test"] = test.map { JSON($0) } ?? .null
        json["parameters"] = .integer(run.model.parameterCount)
        json["epochs"] = .integer(outcome.history.epochs.count)
        json["best_epoch"] = outcome.bestEpoch.map { .integer($0 + 1) }
        json["steps"] = .integer(outcome.stepsBefore + outcome.steps)
        json["steps_per_second"] = .double(outcome.stepsPerSecond)
        json["seconds"] = .double(outcome.seconds)
        json["seed"] = JSON(seed: run.model.seed)
        json["history"] = JSON(outcome.history)
        if isFolder { json["broken_files"] = JSON(brokenFiles) }
        json["model"] = path.map { .string($0) } ?? .null
        return json
    }

    private var isFolder: Bool { if case .folder = try? DataSource(run.setup.data) { true } else { false } }

    /// Files that were left out, of any part; the parts of one folder name all of the folder's.
    private var brokenFiles: [String] {
        Set(([run.train, run.validation, run.test] as [Data?]).flatMap { $0?.brokenFiles ?? [] }).sorted()
    }

    /// What is predicted.
    private var task: String {
        run.train.isClassification ? "\(grouped(run.train.classNames.count)) classes" : "values"
    }

    /// Whether the data's first line names its columns; nil for what is no table in a file.
    private var header: Bool? { run.setup.table.map { $0.header == .present } }

    var text: String {
        let parts = [
            "\(grouped(run.train.count)) to learn from", run.validation.map { "\(grouped($0.count)) to validate" },
            run.test.map { "\(grouped($0.count)) to test" },
        ]
        let numbers =
            kept.rows(of: "training") + (validation?.rows(of: "validation") ?? []) + (test?.rows(of: "test") ?? [])
        let broken =
            brokenFiles.isEmpty ? "" : ", of which \(grouped(brokenFiles.count)) can't be read and were left out"
        return """
            \(run.setup.data): \(grouped(run.setup.examples ?? 0)) examples of \(task): \
            \(parts.compactMap { $0 }.joined(separator: ", "))\(broken)
            \(aligned(numbers))
              \(grouped(run.model.parameterCount)) parameters, \(grouped(outcome.steps)) steps in \(outcome.seconds.short) s: \
            \(rate(outcome.stepsPerSecond)) steps/s
            """ + (header.map { "\n" + TableSetup.text(run.setup.data, hasHeader: $0) } ?? "")
                + run.remarks.map { "\n\(run.setup.data): \($0)" }.joined()
                + (path.map { "\nSaved to \($0)" } ?? "")
    }
}
