public import MartletCodecs

/// Numbers of an epoch or batch by name: `loss`, `accuracy`, `val_loss`, …
public typealias Logs = [String: Double]

/// Something that watches training and may act on it. Methods that aren't written do nothing; names are Keras's.
public protocol Callback: AnyObject {
    func onTrainBegin(_ training: inout Training) throws
    func onTrainEnd(_ training: inout Training) throws
    func onEpochBegin(_ epoch: Int, _ training: inout Training) throws
    func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws
    /// After each batch, if `wantsBatches`.
    func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws
    /// Whether `onTrainBatchEnd` is to be called.
    var wantsBatches: Bool { get }
    /// What must survive a stop for training to go on as if there had been none; a checkpoint keeps it.
    var state: JSON? { get set }
}

extension Callback {
    public func onTrainBegin(_ training: inout Training) throws {}
    public func onTrainEnd(_ training: inout Training) throws {}
    public func onEpochBegin(_ epoch: Int, _ training: inout Training) throws {}
    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {}
    public func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {}
    public var wantsBatches: Bool { false }
    public var state: JSON? {
        get { nil }
        set {}
    }
}

/// A run of `fit` as callbacks see it.
public struct Training {
    /// The model being trained; parameters and learning rate may be changed.
    public var model: Model
    /// Set to end training after this epoch (or batch).
    public var stopTraining = false
    /// The number of epochs that `fit` runs up to.
    public let epochs: Int
    /// Batches in an epoch; nil if the data doesn't tell.
    public let batches: Int?
    /// Rows in a batch.
    public let batchSize: Int
    /// The callbacks of this run, so that a checkpoint can keep their state.
    public let callbacks: [any Callback]
    /// What happened so far.
    public internal(set) var history: History
}

/// What `fit` returns: the numbers of each epoch.
public struct History: Sendable, Equatable {
    /// The epochs' numbers, counted from 0.
    public var epochs: [Int] = []
    /// Each epoch's logs.
    public var logs: [Logs] = []

    /// One number over the epochs, such as `history["val_loss"]`; empty if there is none of the name.
    public subscript(name: String) -> [Double] { logs.compactMap { $0[name] } }
}
