/// Where runs are remembered: a file, a board, a server. Whoever trains tells it what happens; `Tracking` does so for `fit`.
///
/// A tracker has one run at a time, from `begin` to `end`. Only `log(_:step:)` for numbers must be written; the other
/// methods do nothing unless they are. What a method throws is reported once and stops nothing.
public protocol Tracker: AnyObject, Sendable {
    /// Begins a run, or goes on with the one that `run.resuming` names.
    func begin(_ run: TrackedRun) throws
    /// Notes what the run was made with, by name, such as `batch_size`.
    func log(parameters: [String: String]) throws
    /// Sets marks of the run by name; later ones win.
    func set(tags: [String: String]) throws
    /// Notes numbers by name, such as `train/loss`, at a step of the run.
    func log(_ numbers: Logs, step: Int) throws
    /// Keeps a text, a picture, a file or a model; `step` is that of the run, if it belongs to one.
    func log(_ artifact: Artifact, step: Int?) throws
    /// Notes the data that a run reads.
    func log(_ data: TrackedData) throws
    /// Begins a run within the one that is open, such as a trial of a search, and gives the tracker that it is told to;
    /// nil if this tracker keeps no runs within runs.
    func child(_ run: TrackedRun) throws -> (any Tracker)?
    /// Ends the run.
    func end(_ status: RunStatus) throws
    /// What names the open run, so that it can be gone on with in another process; nil if it can't.
    var runID: String? { get }
}

extension Tracker {
    public func begin(_ run: TrackedRun) throws {}
    public func log(parameters: [String: String]) throws {}
    public func set(tags: [String: String]) throws {}
    public func log(_ artifact: Artifact, step: Int?) throws {}
    public func log(_ data: TrackedData) throws {}
    public func child(_ run: TrackedRun) throws -> (any Tracker)? { nil }
    public func end(_ status: RunStatus) throws {}
    public var runID: String? { nil }
}
