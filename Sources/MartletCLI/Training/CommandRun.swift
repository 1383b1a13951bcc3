import Martlet

/// A command's run, as --track and --tensorboard remember it.
struct CommandRun {
    /// What both call it.
    private let name: String
    private let tracking: TrackingRun
    private let mlflow: MLflow?
    /// The folder that TensorBoard shows.
    private let board: String?
    /// What tell of `fit`; the same for each of several.
    let callbacks: [any Callback]

    init(_ name: String, _ tracking: TrackingRun, _ mlflow: MLflow?, board: String?) {
        (self.name, self.tracking, self.mlflow, self.board) = (name, tracking, mlflow, board)
        var callbacks: [any Callback] = []
        if mlflow != nil || board != nil { callbacks.append(tracking.callback) }
        if let board {
            callbacks.append(
                TensorBoard(logDirectory: board, histogramFrequency: 1, onFailure: Self.warn("--tensorboard")))
        }
        self.callbacks = callbacks
    }

    /// What tell of `learn`.
    var learningCallbacks: [any LearningCallback] {
        let told = mlflow.map { LogCallback($0, isRunOpen: true, onFailure: Self.warn("--track")) }
        let drawn = board.map {
            LogCallback(SummaryWriter(logDirectory: $0), name: name, onFailure: Self.warn("--tensorboard"))
        }
        return [told, drawn].compactMap { $0 }
    }

    /// Does `body` with the run as both remember it.
    func withRun<R>(_ body: (TrackingRun) throws -> R) rethrows -> R {
        guard let board else { return try body(tracking) }
        let writer = SummaryWriter(logDirectory: board)
        return try Tracking(writer, name: name, onFailure: Self.warn("--tensorboard")).run {
            try body(tracking.joined(with: $0))
        }
    }

    /// Does a search, whose trials are runs within this one.
    func search<R>(_ body: () throws -> R) rethrows -> R { try withRun { try AutomaticTracking.within($0, body) } }

    /// Says which option doesn't do what it should, on standard error.
    static func warn(_ option: String) -> @Sendable (any Tracker, any Error) -> Void {
        { _, error in
            printError("martlet: warning: \(option): \(error); the run goes on without all of it being remembered")
        }
    }

    /// Notes the data, and what the network is made with.
    func describe(_ setup: TrainingSetup, rows: Int) {
        guard mlflow != nil else { return }
        var parameters = JSON.parameters(of: setup)
        parameters["hidden"] = setup.images == nil ? setup.hidden.map { "\($0)" }.joined(separator: ",") : nil
        // `fit` tells these.
        for name in ["epochs", "batch_size", "seed", "fingerprint"] { parameters[name] = nil }
        tracking.log(parameters: parameters)
        read(setup.data, digest: setup.fingerprint, rows: rows)
    }

    /// Notes what was asked for, and the data that are learned from.
    func describe(_ parameters: [String: String], _ data: EstimatorData) {
        tracking.log(parameters: parameters.merging(["data": data.path]) { $1 })
        read(data.path, digest: data.setup.fingerprint, rows: data.train.count)
    }

    /// Notes the data that are learned from; their digest isn't asked for if nobody remembers it.
    func read(_ data: String, digest: @autoclosure () -> String? = nil, rows: Int? = nil) {
        guard mlflow != nil else { return }
        tracking.log(TrackedData(name: data, context: "train", source: data, digest: digest(), rows: rows))
    }

    /// Notes numbers of what was learned, and keeps it.
    func finish(_ learned: any Savable, _ numbers: Logs, step: Int = 0) {
        tracking.log(numbers, step: step)
        tracking.log(Artifact("model.safetensors", .model(learned)))
    }

    /// The folder that TensorBoard shows, if anything could be written there.
    private var written: String? { board.flatMap { exists($0) ? $0 : nil } }

    /// A result with what the run is called.
    func told(_ result: JSON) -> JSON {
        var (result, run): (JSON, JSON) = (result, ["name": .string(name)])
        run["id"] = mlflow?.runID.map { .string($0) }
        run["tensorboard"] = written.map { .string($0) }
        if run.object?.count ?? 0 > 1 { result["run"] = run }
        return result
    }

    /// A result with what the run is called.
    func told(_ result: String) -> String {
        result + (mlflow?.runID.map { "\nRun \(name), \($0)" } ?? "")
            + (written.map { "\nTensorBoard shows \($0)" } ?? "")
    }
}
