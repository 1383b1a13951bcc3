import Martlet

/// What `martlet tune` does with a study: the search of a `TuneRun`, with trials that learn from those before, on time, and
/// kept in a file.
struct TuneStudy {
    var run: TuneRun
    var sampler = StudySampler.tpe()
    /// Whether trials that are bad after some folds are ended.
    var prunes = false
    /// Seconds; nil is no limit.
    var timeBudget: Double?
    /// The study's file; nil is none.
    var path: String?

    /// Searches, and has the best learn from all rows.
    ///
    /// - Parameter data: what the rows are called.
    /// - Throws: `EstimatorError`, `StudyError`, `SQLiteError`, mistakes in the networks; `CancellationError` where somebody
    ///   wanted it to end before any trial was complete.
    func report(_ data: String, _ train: LabeledData, _ test: LabeledData) throws -> TuneStudyReport {
        let (x, y) = (train.features, train.labels)
        let name =
            "\(data), \(train.count) rows, \(run.folds) folds, \(run.epochs) epochs, batches of \(run.batchSizes.map(String.init).joined(separator: " or "))"
        let study = try Study(
            TuneRun.Network(epochs: run.epochs, batchSize: run.batchSizes[0], seed: run.seed),
            direction: .maximize, sampler: sampler,
            pruner: prunes ? .successiveHalving(minResource: 1, reductionFactor: 2) : .none, name: name, seed: run.seed,
            storage: storage, vary: run.vary)
        let folds = run.folds
        let start = ContinuousClock.now
        try Interrupts.noting {
            try study.optimize(
                trials: run.trials, timeBudget: timeBudget.map { .seconds($0) }, workers: run.workers,
                afterTrial: { trial in
                    if isTerminalForErrors { ProgressBar.writeToStandardError(line(trial)) }
                    if Interrupts.isNoted { study.stop() }
                }
            ) { try $0.crossValidate(x, y, cv: folds) }
        }
        if isTerminalForErrors, !study.trials.isEmpty { ProgressBar.writeToStandardError("\n") }
        guard let best = study.bestConfiguration else {
            if Interrupts.isNoted { throw CancellationError() }
            let trials = study.trials
            guard let first = trials.lazy.compactMap(\.error).first else {
                throw BadData("no trial was complete in time; give more with --time-budget, or --trials alone")
            }
            throw EstimatorError.allFitsFailed(count: trials.count, first: first)
        }
        let fitted = try best.fit(x, y)
        return TuneStudyReport(
            study: study,
            tuned: TunedNetwork(
                best: best, model: fitted.model, classNames: fitted.classes.map { train.classNames[$0] },
                rows: (train.count, test.count), accuracy: try fitted.score(test.features, test.labels),
                seconds: Double((ContinuousClock.now - start) / .nanoseconds(1)) * 1e-9))
    }

    private var storage: StudyStorage {
        #if SQLite
            path.map { .sqlite($0) } ?? .memory
        #else
            .memory
        #endif
    }

    /// `12/30 ━━━━━━━━ - 96.2 %`
    private func line(_ trial: StudyTrial) -> String {
        let value = trial.value.map { " - \($0.percent)" } ?? " - \(trial.state.rawValue)"
        return "\r\(trial.number + 1)/\(run.trials.map(String.init) ?? "?") "
            + ProgressBar.bar(trial.number + 1, of: run.trials) + value + "\u{1B}[K"
    }
}

/// What came of it.
struct TuneStudyReport: TunedReport {
    var study: Study<NeuralClassifier<DenseNetwork>>
    var tuned: TunedNetwork

    func json(data: String, _ run: TuneRun, savedTo path: String?) -> JSON {
        tuned.json(
            data: data, run, trials: (study.trials.count, study.bestTrial?.number ?? 0, study.bestValue ?? .nan),
            details: ("study", study.json), savedTo: path)
    }

    func text(data: String, _ run: TuneRun, savedTo path: String?) -> String {
        let trials = study.trials
        let complete = trials.filter { $0.state == .complete }
        let names = study.bestParameters.keys.sorted()
        let header = names.map { String($0.split(separator: ".").last ?? "") } + ["score"]
        let best = complete.sorted { ($1.value ?? 0, $0.number) < ($0.value ?? 0, $1.number) }.prefix(10)
        let lines = best.map { trial in names.map { trial.parameters[$0] ?? "" } + [(trial.value ?? .nan).percent] }
        let head =
            "\(data): \(trials.count) trials of \(run.folds) folds on \(grouped(tuned.rows.train)) rows, \(run.epochs) epochs "
            + "each; \(complete.count) complete, \(trials.count { $0.state == .pruned }) pruned, "
            + "\(trials.count { $0.state == .failed }) failed"
        let importances = study.parameterImportances.map { "\($0.name) \($0.importance.percent)" }
        let counted = "What counted: " + importances.joined(separator: ", ")
        return tuned.text(data: data, [head, aligned([header] + lines), counted], savedTo: path)
    }
}
