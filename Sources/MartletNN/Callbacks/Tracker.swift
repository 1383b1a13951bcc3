/// Where numbers of a run are remembered: a file, a board, a server. Whoever trains tells it what happens.
public protocol Tracker: AnyObject {
    /// Notes numbers by name, such as `train/loss`, at a step of the run.
    func log(_ numbers: Logs, step: Int) throws
}
