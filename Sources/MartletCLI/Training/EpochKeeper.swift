import Martlet

/// Keeps the model as it was when the epoch that runs began, with all that `--resume` goes on with.
final class EpochKeeper: Callback {
    private(set) var kept: Model?

    func onEpochBegin(_ epoch: Int, _ training: inout Training) throws {
        kept = training.checkpoint(nextEpoch: epoch)
    }
}
