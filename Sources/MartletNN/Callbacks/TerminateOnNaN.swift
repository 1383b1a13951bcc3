/// Ends training when the loss is no longer a finite number.
public final class TerminateOnNaN: Callback {
    /// The batch after which training ended, counted from 0 within its epoch; nil if it didn't.
    public private(set) var stoppedBatch: Int?

    /// There is nothing to choose: the first loss that is NaN or infinite ends training.
    public init() {}

    public func onTrainBegin(_ training: inout Training) throws {
        stoppedBatch = nil
        training.stopsOnNonFiniteLoss = true
    }

    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        stoppedBatch = training.nonFiniteBatch
    }
}
