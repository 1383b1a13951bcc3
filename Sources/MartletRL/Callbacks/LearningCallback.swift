public import MartletNN

/// Something that watches an agent learn and may end it. Methods that aren't written do nothing; names are
/// Stable-Baselines3's. One that was told of the start is told of the end too, by `onTrainingEnd` or `onTrainingError`.
public protocol LearningCallback: AnyObject {
    /// Before the first step; `learning` holds the agent.
    func onTrainingStart(_ learning: inout Learning) throws
    /// After a step of the environment and what was learned from it, if `wantsStep` says so.
    func onStep(_ learning: inout Learning) throws
    /// After the last step, when learning ended as it should.
    func onTrainingEnd(_ learning: inout Learning) throws
    /// In place of `onTrainingEnd`: learning ended by an error, or by a `CancellationError` when its task was cancelled.
    func onTrainingError(_ error: any Error, _ learning: inout Learning)
    /// Whether `onStep` is to be called after this step. Asked after each, and cheap.
    func wantsStep(_ timestep: Int) -> Bool
    /// Whether `onStep` saves the agent so that its run can be gone on with.
    var keepsRun: Bool { get }
    /// What must survive a stop for learning to go on as if there had been none; a checkpoint keeps it.
    var state: CallbackState? { get }
    /// Takes up the state that a callback of this type had; called after `onTrainingStart`.
    ///
    /// - Throws: `ArgumentError` for a state that it can't have been in.
    func restore(_ state: CallbackState, _ learning: Learning) throws
}

extension LearningCallback {
    public func onTrainingStart(_ learning: inout Learning) throws {}
    public func onStep(_ learning: inout Learning) throws {}
    public func onTrainingEnd(_ learning: inout Learning) throws {}
    public func onTrainingError(_ error: any Error, _ learning: inout Learning) {}
    public func wantsStep(_ timestep: Int) -> Bool { false }
    public var keepsRun: Bool { false }
    public var state: CallbackState? { nil }
    public func restore(_ state: CallbackState, _ learning: Learning) throws {}
}
