import MartletNN

/// Where MLflow's runs are kept. Calls come from several threads.
protocol MLflowStore: AnyObject, Sendable {
    /// Begins a run, or goes on with the one that `run.resuming` names if the store has it.
    func begin(_ run: MLflowRunStart) throws -> MLflowRunPlace
    /// Notes numbers.
    ///
    /// - Returns: what should be told of though the numbers are dealt with.
    /// - Throws: why they are to be given again.
    func write(_ batch: MetricQueue.Batch) throws -> (any Error)?
    /// Notes what the run was made with.
    ///
    /// - Throws: `MLflowError` for those that have another value already; the others are noted.
    func log(parameters: [String: String], run: MLflowRunPlace) throws
    func set(tags: [String: String], run: MLflowRunPlace) throws
    /// Keeps a file at `path` within the run's artifacts.
    func keep(_ content: MLflowContent, at path: String, run: MLflowRunPlace) throws
    /// Keeps a model as one that the run made.
    func keep(_ model: any Savable, name: String, step: Int, run: MLflowRunPlace) throws
    func log(_ data: TrackedData, run: MLflowRunPlace) throws
    func end(_ status: MLflowRun.Status, time: Int, run: MLflowRunPlace) throws
}

/// What a run begins with.
struct MLflowRunStart {
    var experiment: String
    var name: String
    var tags: [String: String]
    var user: String
    var source: String
    /// Milliseconds since 1970.
    var time: Int
    var resuming: String?
}

/// A run in its store.
struct MLflowRunPlace: Sendable {
    let id: String
    let experiment: String
    /// Where the experiment's artifacts are, and the run's.
    let experimentArtifacts, artifacts: String
}

/// What an artifact holds.
enum MLflowContent {
    case bytes([UInt8])
    /// The path of a file.
    case file(String)
}
