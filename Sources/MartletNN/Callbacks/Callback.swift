public import MartletCodecs
public import MartletNumerics

/// Numbers of an epoch or batch by name: `loss`, `accuracy`, `val_loss`, …
public typealias Logs = [String: Double]

/// Something that watches training and may act on it. Methods that aren't written do nothing; names are Keras's.
///
/// A callback may serve several runs of `fit`, one after the other: `onTrainBegin` starts it anew. One that was told so
/// is told of the end too, by `onTrainEnd` or `onTrainError`.
///
/// What a callback does to the model (another learning rate, parameters, freezing, compiling anew, another model of the
/// same inputs and targets) is taken up at the next step; data that don't fit any more throw.
public protocol Callback: AnyObject {
    /// Before the first epoch.
    ///
    /// - Throws: what ends training, as any method here.
    func onTrainBegin(_ training: inout Training) throws
    /// After the last epoch, also where `stopTraining` ended it.
    func onTrainEnd(_ training: inout Training) throws
    /// In place of `onTrainEnd`: training ended by an error, or by a `CancellationError` when its task was cancelled. The
    /// model is as the last step left it.
    func onTrainError(_ error: any Error, _ training: inout Training)
    /// Before an epoch; they are counted from 0, those before a resumed run too.
    func onEpochBegin(_ epoch: Int, _ training: inout Training) throws
    /// After an epoch and its validation. `training.log` adds to the logs that later callbacks and the history get.
    func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws
    /// After a batch; the logs are those of the epoch so far.
    func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws
    /// Whether `onTrainBatchEnd` is to be called now, for those that watch some batches alone: else it is called after each.
    /// Asked after each batch, and cheap for those that answer no.
    var wantsBatch: Bool { get }
    /// Whether training that this callback stopped is complete: then resuming it does nothing. Training that was stopped
    /// for another reason goes on.
    var hasFinished: Bool { get }
    /// What must survive a stop for training to go on as if there had been none; a checkpoint keeps it.
    var state: CallbackState? { get }
    /// Takes up the state that a callback of this type had; called after `onTrainBegin`.
    ///
    /// - Throws: `ArgumentError` for a state that it can't have been in.
    func restore(_ state: CallbackState, _ training: Training) throws
}

extension Callback {
    public func onTrainBegin(_ training: inout Training) throws {}
    public func onTrainEnd(_ training: inout Training) throws {}
    public func onTrainError(_ error: any Error, _ training: inout Training) {}
    public func onEpochBegin(_ epoch: Int, _ training: inout Training) throws {}
    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {}
    public func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {
        training.isUnheard = true
    }
    public var wantsBatch: Bool { true }
    public var hasFinished: Bool { false }
    public var state: CallbackState? { nil }
    public func restore(_ state: CallbackState, _ training: Training) throws {}
}

/// What a callback remembers, in a form that a file can hold.
public struct CallbackState: Sendable, Equatable {
    /// Numbers, words and lists of them.
    public var values: JSON
    /// Arrays by name, such as the best weights.
    public var tensors: [String: Tensor]

    /// A state out of values, usually an object, and tensors.
    public init(_ values: JSON, tensors: [String: Tensor] = [:]) {
        self.values = values
        self.tensors = tensors
    }

    /// A number that must be there.
    ///
    /// - Throws: `ArgumentError`.
    public func number(_ name: String) throws -> Double {
        guard let number = values[name]?.double else {
            throw ArgumentError("callback state", "has no number '\(name)'")
        }
        return number
    }

    /// A whole number that must be there and not negative.
    ///
    /// - Throws: `ArgumentError`.
    public func count(_ name: String) throws -> Int {
        guard let count = values[name]?.integer, (0...1 << 48).contains(count) else {
            throw ArgumentError("callback state", "has no count '\(name)'")
        }
        return count
    }
}
