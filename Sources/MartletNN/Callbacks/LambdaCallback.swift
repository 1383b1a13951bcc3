/// A callback made of closures.
public final class LambdaCallback: Callback {
    private let trainBegin, trainEnd: ((inout Training) throws -> Void)?
    private let trainError: ((any Error, inout Training) -> Void)?
    private let epochBegin: ((Int, inout Training) throws -> Void)?
    private let epochEnd, batchEnd: ((Int, Logs, inout Training) throws -> Void)?

    /// What each closure does is done at the event of its name; those that are nil do nothing.
    public init(
        onTrainBegin: ((inout Training) throws -> Void)? = nil, onTrainEnd: ((inout Training) throws -> Void)? = nil,
        onEpochBegin: ((_ epoch: Int, inout Training) throws -> Void)? = nil,
        onEpochEnd: ((_ epoch: Int, Logs, inout Training) throws -> Void)? = nil,
        onTrainBatchEnd: ((_ batch: Int, Logs, inout Training) throws -> Void)? = nil,
        onTrainError: ((any Error, inout Training) -> Void)? = nil
    ) {
        trainError = onTrainError
        (trainBegin, trainEnd) = (onTrainBegin, onTrainEnd)
        epochBegin = onEpochBegin
        (epochEnd, batchEnd) = (onEpochEnd, onTrainBatchEnd)
    }

    public func onTrainBegin(_ training: inout Training) throws { try trainBegin?(&training) }
    public func onTrainEnd(_ training: inout Training) throws { try trainEnd?(&training) }
    public func onTrainError(_ error: any Error, _ training: inout Training) { trainError?(error, &training) }
    public func onEpochBegin(_ epoch: Int, _ training: inout Training) throws { try epochBegin?(epoch, &training) }
    public func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        try epochEnd?(epoch, logs, &training)
    }
    public func onTrainBatchEnd(_ batch: Int, _ logs: Logs, _ training: inout Training) throws {
        try batchEnd?(batch, logs, &training)
    }
    public var wantsBatch: Bool { batchEnd != nil }
}
