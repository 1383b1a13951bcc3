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
            rows: (train.count, test.count), results: fitted.results,
            tuned: TunedNetwork(
                best: fitted.bestEstimator, model: best.model, classNames: fitted.classes.map { train.classNames[$0] }),
            accuracy: try fitted.score(test.features, test.labels), seconds: seconds)
    }
}

/// What came of it, to be read by people or programs.
struct TuneReport {
    var rows: (train: Int, test: Int)
    var results: SearchResults
    var tuned: TunedNetwork
    /// Of the best on the rows kept for the test.
    var accuracy: Double
    var seconds: Double
    /// What is worth knowing of the data, in words.
    var remarks: [String] = []

    private var best: NeuralClassifier<DenseNetwork> { tuned.best }
    private var bestCandidate: SearchResults.Candidate { results.candidates[results.bestIndex] }

    func json(data: String, _ run: TuneRun, savedTo path: String?) -> JSON {
        var json: JSON = ["data": .string(data), "remarks": JSON(remarks)]
        json["rows"] = ["train": .integer(rows.train), "test": .integer(rows.test)]
        json["trials"] = .integer(results.candidates.count)
        json["folds"] = .integer(run.folds)
        json["epochs"] = .integer(run.epochs)
        json["best"] = [
            "index": .integer(results.bestIndex), "score": .double(bestCandidate.meanTestScore),
            "hidden": .array(best.network.hidden.map { .integer($0) }),
            "learning_rate": .double(best.network.learningRate), "dropout": .double(best.network.dropout),
            "batch_size": .integer(best.fitting.batchSize),
        ]
        json["accuracy"] = .double(accuracy)
        json["results"] = results.json
        json["seconds"] = .double(seconds)
        json["seed"] = JSON(seed: run.seed)
        json["model"] = path.map { .string($0) } ?? .null
        return json
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
            "\(data): \(results.candidates.count) trials of \(run.folds) folds on \(grouped(rows.train)) rows, "
            + "\(run.epochs) epochs each"
        let end =
            "The best is right on \(accuracy.percent) of \(grouped(rows.test)) rows it has not seen; \(seconds.short) s"
        let parts = [head, aligned([header] + lines), end] + remarks.map { "\(data): \($0)" }
        return (parts + (path.map { ["Saved to \($0)"] } ?? [])).joined(separator: "\n")
    }
}
