import Martlet

/// Ends training by an error when a loss or a weight is no finite number any more, and gives back the model of the best
/// epoch before. The last one wouldn't do: a loss that is no number any more may be that of its weights.
///
/// Being told of the error, the callbacks write no checkpoint of the broken model.
final class DivergenceGuard: Callback {
    /// The number by which an epoch is better than others.
    private let monitor: String
    private var best = Double.infinity
    /// The model after the epoch that is kept, counted from 1; nil before the first.
    private(set) var kept: (model: Model, epoch: Int)?

    /// - Parameter monitor: a loss, of which less is better.
    init(keepingBest monitor: String) { self.monitor = monitor }

    func onTrainBegin(_ training: inout Training) throws { training.stopsOnNonFiniteLoss = true }

    func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
        if let loss = logs["loss"], !loss.isFinite {
            let step = (training.nonFiniteBatch ?? 0) + 1
            throw Diverged(what: "the loss is \(loss)", place: "step \(step) of epoch \(epoch + 1)", kept: kept)
        }
        if let loss = logs["val_loss"], !loss.isFinite {
            throw Diverged(what: "the validation loss is \(loss)", place: "epoch \(epoch + 1)", kept: kept)
        }
        guard training.model.isFinite else {
            throw Diverged(
                what: "there are weights that are no finite numbers", place: "the last step of epoch \(epoch + 1)",
                kept: kept)
        }
        guard let value = logs[monitor], value < best else { return }
        best = value
        kept = (training.model, epoch + 1)
    }
}

/// Training that led to numbers that aren't finite.
struct Diverged: Error, CustomStringConvertible {
    let what: String
    let place: String
    /// What came before, and the epoch after which that was, counted from 1.
    let kept: (model: Model, epoch: Int)?

    var description: String { failure(savedTo: nil).description }

    /// What to tell the user.
    ///
    /// - Parameter path: where what was kept was saved.
    func failure(savedTo path: String?) -> Failure {
        let rest =
            switch (kept, path) {
            case (let kept?, let path?): "the model of epoch \(kept.epoch) is saved to '\(path)'"
            case (nil, _?): "nothing is saved"
            default: "no model was to be saved"
            }
        return Failure(
            "\(what) in \(place), so training ended; \(rest). Try a smaller --learning-rate, or look for values out of "
                + "all proportion in the data")
    }
}
