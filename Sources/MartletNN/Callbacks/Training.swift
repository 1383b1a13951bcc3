import MartletGraph

/// A run of `fit` as callbacks see it.
public struct Training {
    /// The model being trained; what is changed of it holds from the next step on.
    public var model: Model
    /// Set to end training after this epoch (or batch).
    public var stopTraining = false
    /// Whether training ends at the batch with which the epoch's loss is no finite number any more. That costs a comparison
    /// a batch, where a callback that wants batches has each of them judged.
    public var stopsOnNonFiniteLoss = false
    /// The batch at which that was so, counted from 0 within its epoch; nil if it wasn't.
    public internal(set) var nonFiniteBatch: Int?
    /// The number of epochs that `fit` runs up to.
    public let epochs: Int
    /// Batches in an epoch; nil if the data doesn't tell.
    public let batches: Int?
    /// Rows in a batch.
    public let batchSize: Int
    /// The callbacks of this run, so that a checkpoint can keep their state.
    public let callbacks: [any Callback]
    /// The optimiser's steps whose kernels are timed.
    package var timedSteps = 0..<0
    /// Their nanoseconds, in those steps that have as many rows as the first.
    var times: (plan: Plan, rows: Int, optimizer: String, steps: [[UInt64]])?
    /// Set where a callback that was told of a batch has no method of its own for that.
    var isUnheard = false
    /// Those, which aren't told again.
    var deaf: Set<ObjectIdentifier> = []
    /// What trackers are told of the data; nothing where nobody is.
    let data: [TrackedData]
    /// Whether `fit` was given data for validation.
    let validates: Bool
    /// What happened so far; at the end of an epoch that epoch included.
    public internal(set) var history: History

    /// How long each kernel takes in the steps that were timed; nil before the first.
    package var profile: Profile? { times.map { Profile($0.plan, $0.steps, optimizer: $0.optimizer) } }

    mutating func note(_ step: [UInt64], of plan: Plan, rows: Int) {
        if times == nil { times = (plan, rows, "\(type(of: model.compiled!.optimizer))", []) }
        if times!.rows == rows, step.count == times!.steps.first?.count ?? step.count { times!.steps.append(step) }
    }

    /// Whether a callback ended training that is complete by its judgement.
    var hasFinished: Bool { stopTraining && callbacks.contains { $0.hasFinished } }

    /// Adds a number to the logs of the epoch that ended, for the history and the callbacks that come later.
    public mutating func log(_ name: String, _ value: Double) {
        if !history.logs.isEmpty { history.logs[history.logs.count - 1][name] = value }
    }
}

/// What `fit` returns: the numbers of each epoch.
public struct History: Sendable, Equatable {
    /// The epochs' numbers, counted from 0.
    public var epochs: [Int] = []
    /// Each epoch's logs.
    public var logs: [Logs] = []

    package init(epochs: [Int] = [], logs: [Logs] = []) { (self.epochs, self.logs) = (epochs, logs) }

    /// One number over the epochs, such as `history["val_loss"]`; empty if there is none of the name.
    public subscript(name: String) -> [Double] { logs.compactMap { $0[name] } }
}

extension History: CustomStringConvertible {
    /// A line for each epoch, counted from 1: training's numbers by name, then validation's.
    public var description: String {
        let names = Set(logs.flatMap(\.keys)).sorted(by: ProgressBar.precedes)
        let header = ["epoch"] + names
        let rows = zip(epochs, logs).map { epoch, logs in
            ["\(epoch + 1)"] + names.map { name in logs[name].map(ProgressBar.short) ?? "" }
        }
        return table([header] + rows).joined(separator: "\n")
    }
}
