import Martlet

/// What `martlet tune` does.
struct TuneRun {
    var seed: UInt64
    /// The combinations to try; nil is all.
    var trials: Int? = 10
    var folds = 5
    var hidden = [[32], [64], [64, 64], [128, 64]]
    var learningRates = [0.01, 0.001, 0.0001]
    var dropouts = [0.0]
    var epochs = 20
    var batchSizes = [32]
    var workers: Int?

    init(seed: UInt64) { self.seed = seed }

    typealias Network = NeuralClassifier<DenseNetwork>

    func vary(_ space: inout SearchSpace<Network>) {
        space.vary(\.network.hidden, among: hidden)
        space.vary(\.network.learningRate, among: learningRates)
        if dropouts != [0] { space.vary(\.network.dropout, among: dropouts) }
        if batchSizes.count > 1 { space.vary(\.fitting.batchSize, among: batchSizes) }
    }

    /// What was asked for, besides what the search itself tells trackers.
    var parameters: [String: String] {
        func list(_ values: [some CustomStringConvertible]) -> String {
            values.map(\.description).joined(separator: ",")
        }
        return [
            "hidden": hidden.map { list($0) }.joined(separator: ";"), "learning_rate": list(learningRates),
            "dropout": list(dropouts), "batch_size": list(batchSizes), "epochs": "\(epochs)", "folds": "\(folds)",
            "seed": "\(seed)",
        ]
    }

    /// Learns from some rows and judges by others.
    ///
    /// - Throws: `EstimatorError`, mistakes in the networks.
    func report(_ train: LabeledData, _ test: LabeledData) throws -> TuneReport {
        let network = Network(epochs: epochs, batchSize: batchSizes[0], seed: seed)
        // A line for each fit, where somebody is there to read it.
        let settings = SearchSettings(cv: folds, verbose: isTerminalForErrors ? 2 : 0, workers: workers)
        let (x, y) = (train.features, train.labels)
        let start = ContinuousClock.now
        let fitted =
            if let trials {
                try RandomizedSearch(network, trials: trials, settings, seed: seed, vary: vary).fit(x, y)
            } else {
                try GridSearch(network, settings, vary: vary).fit(x, y)
            }
        let seconds = Double((ContinuousClock.now - start) / .nanoseconds(1)) * 1e-9
        guard let best = fitted.best else { preconditionFailure("the search refits") }
        return TuneReport(
            results: fitted.results,
            tuned: TunedNetwork(
                best: fitted.bestEstimator, model: best.model, classNames: fitted.classes.map { train.classNames[$0] },
                rows: (train.count, test.count), accuracy: try fitted.score(test.features, test.labels),
                seconds: seconds))
    }
}

/// What came of it.
struct TuneReport: TunedReport {
    var results: SearchResults
    var tuned: TunedNetwork

    private var bestCandidate: SearchResults.Candidate { results.candidates[results.bestIndex] }

    func json(data: String, _ run: TuneRun, savedTo path: String?) -> JSON {
        tuned.json(
            data: data, run, trials: (results.candidates.count, results.bestIndex, bestCandidate.meanTestScore),
            details: ("results", results.json), savedTo: path)
    }

    func text(data: String, _ run: TuneRun, savedTo path: String?) -> String {
        let ranked = results.candidates.sorted { $0.rankTestScore < $1.rankTestScore }
        let names = bestCandidate.parameters.keys.sorted()
        let header = names.map { String($0.split(separator: ".").last ?? "") } + ["score", "±"]
        let lines = ranked.map { candidate in
            names.map { candidate.parameters[$0] ?? "" }
                + [candidate.meanTestScore.percent, candidate.stdTestScore.percent]
        }
        let head =
            "\(data): \(results.candidates.count) trials of \(run.folds) folds on \(grouped(tuned.rows.train)) rows, "
            + "\(run.epochs) epochs each"
        return tuned.text(data: data, [head, aligned([header] + lines)], savedTo: path)
    }
}
