import MartletCodecs
public import MartletNN
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Remembers runs where MLflow does, without Python: in a database that `mlflow ui` opens, with the files of artifacts beside it.
///
/// ```swift
/// let mlflow = try MLflow("sqlite:///mlflow.db", experiment: "digits")
/// try model.fit(
///     train.features, train.labels, epochs: 2,
///     callbacks: [Tracking(mlflow, name: "first")])
/// ```
///
/// The page of `mlflow ui --backend-store-uri sqlite:///mlflow.db` may be open meanwhile, and several processes may write one
/// database. Numbers are written by a thread of the tracker's own, within a second; the training loop only leaves them
/// with it. A run whose process ended without ending it is shown as killed when the database is next written to.
///
/// Values longer than MLflow takes are cut: parameters to 6000 characters, tags to 8000, names of runs to 250. Other names that it doesn't take throw
/// `MLflowError`.
public final class MLflow: Tracker {
    /// Where runs are kept, such as `sqlite:///mlflow.db`.
    public let trackingURI: String
    /// The experiment that runs belong to.
    public let experiment: String
    private let parent: String?
    private let state: Mutex<State>

    private struct State {
        var writer: MLflowWriter?
        var run: OpenRun?
    }

    private struct OpenRun {
        let writer: MLflowWriter
        let place: MLflowRunPlace
        /// Its number in the writer's queue.
        let number: Int32
    }

    /// - Parameters:
    ///   - trackingURI: `sqlite:///` and a path, which begins with another slash if it is absolute; unless given, what the
    ///     environment variable `MLFLOW_TRACKING_URI` says, or else `sqlite:///mlflow.db`. The database is made with the
    ///     first run if it isn't there.
    ///   - experiment: unless given, what `MLFLOW_EXPERIMENT_NAME` says, or else `Default`.
    /// - Throws: `MLflowError` for an address of another kind and an empty name.
    public init(_ trackingURI: String? = nil, experiment: String? = nil) throws {
        self.trackingURI = trackingURI ?? ProcessEnvironment["MLFLOW_TRACKING_URI"] ?? "sqlite:///mlflow.db"
        self.experiment = experiment ?? ProcessEnvironment["MLFLOW_EXPERIMENT_NAME"] ?? "Default"
        parent = nil
        guard 1...256 ~= self.experiment.unicodeScalars.count else {
            throw MLflowError("an experiment's name must have 1 to 256 characters, not \(self.experiment.count)")
        }
        _ = try MLflowLocation(self.trackingURI)
        state = Mutex(State())
    }

    /// Another one of the same place and experiment.
    init(like other: MLflow) {
        (trackingURI, experiment, parent) = (other.trackingURI, other.experiment, nil)
        state = Mutex(State())
    }

    /// The runs within a run.
    private init(within run: OpenRun, of other: MLflow) {
        trackingURI = other.trackingURI
        experiment = other.experiment
        parent = run.place.id
        state = Mutex(State(writer: run.writer))
    }

    /// The run that is open.
    ///
    /// - Throws: `MLflowError` if none is.
    private func open() throws -> OpenRun {
        guard let run = state.withLock({ $0.run }) else {
            throw MLflowError("no run is open: call begin, or let Tracking do so")
        }
        return run
    }

    public var runID: String? { state.withLock { $0.run?.place.id } }

    /// Opens the place where runs are kept, so that what is wrong with it is known before a run begins. Servers aren't asked.
    ///
    /// - Throws: `MLflowError`; `SQLiteError`; `FileError`.
    package func connect() throws {
        let writer = try MLflowWriter(trackingURI)
        state.withLock { $0.writer = writer }
    }

    public func begin(_ run: TrackedRun) throws {
        let writer = try state.withLock { $0.writer } ?? MLflowWriter(trackingURI)
        let name = MLflowName.cut(run.name ?? MLflowName.random(), to: 250)
        let user = ProcessEnvironment.user
        let source = NativePath.text(CommandLine.arguments.first ?? "")
        var tags = run.tags.merging([
            "mlflow.user": user, "mlflow.source.name": source, "mlflow.source.type": "LOCAL", "mlflow.runName": name,
        ]) { own, _ in own }
        tags["mlflow.source.git.commit"] = tags["mlflow.source.git.commit"] ?? GitCommit.head(of: ".")
        tags["mlflow.parentRunId"] = parent
        tags["martlet.process"] = RunningProcess.own.text
        tags["martlet.origin"] = run.origin?.location
        tags["martlet.origin.digest"] = run.origin?.digest
        let place = try writer.store.begin(
            MLflowRunStart(
                experiment: experiment, name: name, tags: tags, user: user, source: source, time: WallTime.milliseconds,
                resuming: run.resuming ?? (parent == nil ? ProcessEnvironment["MLFLOW_RUN_ID"] : nil)))
        let number = writer.thread.queue.register(run: place.id)
        state.withLock { $0 = State(writer: writer, run: OpenRun(writer: writer, place: place, number: number)) }
    }

    public func log(_ numbers: Logs, step: Int) throws {
        let run = try open()
        try run.writer.thread.queue.add(numbers, run: run.number, step: step, time: WallTime.milliseconds)
    }

    public func log(parameters: [String: String]) throws {
        let run = try open()
        for name in parameters.keys { try MLflowName.check(name, "parameter") }
        let cut = parameters.mapValues { MLflowName.cut($0, to: MLflowName.longestParameter) }
        try run.writer.store.log(parameters: cut, run: run.place)
    }

    public func set(tags: [String: String]) throws {
        let run = try open()
        for name in tags.keys { try MLflowName.check(name, "tag") }
        try run.writer.store.set(
            tags: tags.mapValues { MLflowName.cut($0, to: MLflowName.longestTag) }, run: run.place)
    }

    /// A model becomes a logged model of the run, the rest artifacts.
    public func log(_ artifact: Artifact, step: Int?) throws {
        let run = try open()
        guard MLflowName.isPath(artifact.path), !artifact.path.utf8.contains(0) else {
            throw MLflowError(
                "an artifact's path leads into the run's folder, such as figures/loss.svg, not '\(artifact.path)'")
        }
        switch artifact.content {
        case .text(let text): try run.writer.store.keep(.bytes(Array(text.utf8)), at: artifact.path, run: run.place)
        case .image(let bytes): try run.writer.store.keep(.bytes(bytes), at: artifact.path, run: run.place)
        case .file(let path): try run.writer.store.keep(.file(path), at: artifact.path, run: run.place)
        case .model(let model):
            let file = artifact.path.split(separator: "/").last ?? ""
            let name = file.hasSuffix(".safetensors") ? file.dropLast(".safetensors".count) : file
            try run.writer.store.keep(model, name: String(name), step: step ?? 0, run: run.place)
        }
    }

    public func log(_ data: TrackedData) throws {
        let run = try open()
        try run.writer.store.log(data, run: run.place)
    }

    public func child(_ run: TrackedRun) throws -> (any Tracker)? {
        let child = MLflow(within: try open(), of: self)
        try child.begin(run)
        return child
    }

    public func end(_ status: RunStatus) throws {
        let run = try open()
        state.withLock { $0.run = nil }
        // A run is ended also where its last numbers can't be written.
        let written = Result { try run.writer.thread.queue.drain() }
        if case .failed(let error) = status {
            let text = MLflowName.cut("\(error)", to: MLflowName.longestTag)
            try run.writer.store.set(tags: ["martlet.error": text], run: run.place)
        }
        try run.writer.store.end(MLflowRun.Status(status), time: WallTime.milliseconds, run: run.place)
        try written.get()
    }
}

/// A store, and the thread that takes numbers there.
final class MLflowWriter: Sendable {
    let store: any MLflowStore
    let thread: MetricThread

    init(_ trackingURI: String) throws {
        let store = try MLflowLocation(trackingURI).store()
        self.store = store
        thread = try MetricThread { try store.write($0) }
    }
}
