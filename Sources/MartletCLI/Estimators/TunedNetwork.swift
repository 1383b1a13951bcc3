import Martlet

/// What came of a search, to be read by people or programs.
protocol TunedReport {
    var tuned: TunedNetwork { get set }
    func json(data: String, _ run: TuneRun, savedTo path: String?) -> JSON
    func text(data: String, _ run: TuneRun, savedTo path: String?) -> String
}

/// The best network that a search found, with its weights.
struct TunedNetwork {
    var best: NeuralClassifier<DenseNetwork>
    var model: Model
    /// Those that the model tells apart, in the order of its outputs.
    var classNames: [String]
    var rows: (train: Int, test: Int)
    /// On the rows kept for the test.
    var accuracy: Double
    /// What the search took.
    var seconds: Double
    /// What is worth knowing of the data, in words.
    var remarks: [String] = []

    /// The model as one of `martlet train`.
    func model(for data: EstimatorData) throws -> Model {
        var (model, notes) = (model, data.notes)
        notes.classNames = classNames
        try notes.write(to: &model)
        let network = best.network
        var setup = TrainingSetup(
            data: data.setup.data, examples: data.setup.examples, fingerprint: data.setup.fingerprint,
            label: data.setup.label, target: data.setup.target, table: data.setup.table, hidden: network.hidden)
        (setup.dropout, setup.learningRate) = (network.dropout, network.learningRate)
        (setup.epochs, setup.batchSize) = (best.fitting.epochs, best.fitting.batchSize)
        (setup.testFraction, setup.seed) = (data.setup.testFraction, data.setup.seed)
        try setup.write(to: &model.metadata)
        return model
    }

    /// - Parameters:
    ///   - trials: how many there were, and which was the best.
    ///   - details: of the search, under their name.
    func json(
        data: String, _ run: TuneRun, trials: (count: Int, best: Int, score: Double),
        details: (name: String, json: JSON), savedTo path: String?
    ) -> JSON {
        var json: JSON = ["data": .string(data), "remarks": JSON(remarks)]
        json["rows"] = ["train": .integer(rows.train), "test": .integer(rows.test)]
        json["trials"] = .integer(trials.count)
        json["folds"] = .integer(run.folds)
        json["epochs"] = .integer(run.epochs)
        json["best"] = [
            "index": .integer(trials.best), "score": .double(trials.score),
            "hidden": .array(best.network.hidden.map { .integer($0) }),
            "learning_rate": .double(best.network.learningRate), "dropout": .double(best.network.dropout),
            "batch_size": .integer(best.fitting.batchSize),
        ]
        json["accuracy"] = .double(accuracy)
        json[details.name] = details.json
        json["seconds"] = .double(seconds)
        json["seed"] = JSON(seed: run.seed)
        json["model"] = path.map { .string($0) } ?? .null
        return json
    }

    /// What the search says of its trials, and what came of it.
    func text(data: String, _ trials: [String], savedTo path: String?) -> String {
        let end =
            "The best is right on \(accuracy.percent) of \(grouped(rows.test)) rows it has not seen; \(seconds.short) s"
        let saved = path.map { ["Saved to \($0)"] } ?? []
        return (trials + [end] + remarks.map { "\(data): \($0)" } + saved).joined(separator: "\n")
    }
}
