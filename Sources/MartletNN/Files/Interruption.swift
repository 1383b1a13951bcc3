import MartletCodecs
import MartletNumerics

/// A run of `fit` as a checkpoint keeps it: what the next epoch depends on besides the model.
package struct Interruption: Sendable {
    /// The epoch to go on with.
    var nextEpoch: Int
    /// Whether a callback had ended training that is complete by its judgement.
    var stopped: Bool
    var history: History
    var callbacks: CallbackMemory
    /// Whether the user knows already that nothing is left to train.
    package var isToldOf = false
}

extension Training {
    /// The model, with what `fit(…, resume: true)` needs to go on with an epoch that begins.
    package func checkpoint(nextEpoch: Int) -> Model {
        var model = model
        model.interrupted = Interruption(self, nextEpoch: nextEpoch)
        return model
    }
}

extension Interruption {
    /// What there is to keep after an epoch.
    init(_ training: Training, nextEpoch: Int) {
        self.nextEpoch = nextEpoch
        stopped = training.hasFinished
        history = training.history
        callbacks = CallbackMemory(training.callbacks) { $0.state }
    }

    /// Gives each callback the state that one of its type had; the nth gets the nth.
    func restore(_ callbacks: [any Callback], into training: inout Training) throws {
        try self.callbacks.restore(callbacks) { try $0.restore($1, training) }
        training.history = history
        // Whoever stopped it for another reason now wants it to go on.
        training.stopTraining = stopped
        training.stopTraining = training.hasFinished
        if !isToldOf, let reason = reasonForNothing(training) {
            ProgressBar.writeToStandardError("warning: \(reason)\n")
        }
    }

    /// Why nothing is left to train; nil if something is.
    private func reasonForNothing(_ training: Training) -> String? {
        let done = "\(nextEpoch) \(nextEpoch == 1 ? "epoch" : "epochs")"
        if training.stopTraining {
            let who = training.callbacks.filter(\.hasFinished).map { "\(type(of: $0))" }.joined(separator: ", ")
            return "nothing is left to train: \(who) had ended this training after \(done); leave it out, or give it "
                + "more patience, to train on"
        }
        guard nextEpoch >= training.epochs else { return nil }
        return "nothing is left to train: \(done) are done, and epochs counts from the beginning; give more than "
            + "\(nextEpoch) to train on"
    }
}

// MARK: In a file

/// An interruption as a file holds it; the callbacks' tensors are tensors of the file.
struct StoredInterruption: Codable {
    struct Entry: Codable {
        var name: String
        var value: Double
    }

    var nextEpoch: Int
    var stopped: Bool
    var epochs: [Int]
    /// Each epoch's logs, by name.
    var logs: [[Entry]]
    var watchers: [CallbackMemory.Stored]
}

extension Model {
    /// Whether the model is a checkpoint of training that a callback had finished.
    package var hasStoppedEarly: Bool { interrupted?.stopped == true }
}

extension StoredInterruption {
    init(_ interruption: Interruption) {
        nextEpoch = interruption.nextEpoch
        stopped = interruption.stopped
        epochs = interruption.history.epochs
        logs = interruption.history.logs.map { logs in
            logs.sorted { $0.key < $1.key }.map { Entry(name: $0.key, value: $0.value) }
        }
        watchers = interruption.callbacks.stored
    }

    /// - Parameter tensor: takes the tensor of a name, or nil if the file has none.
    /// - Throws: `ModelFileFault`.
    func interruption(_ tensor: (String) -> Tensor?) throws -> Interruption {
        guard (0...StoredTraining.mostSteps).contains(nextEpoch), epochs.count == logs.count else {
            throw ModelFileFault(
                "run",
                "epoch \(nextEpoch) comes next after a history of \(epochs.count) epochs and \(logs.count) logs; "
                    + "the counts must agree and not be negative")
        }
        let history = History(
            epochs: epochs, logs: logs.map { Logs($0.map { ($0.name, $0.value) }) { first, _ in first } })
        let callbacks = try CallbackMemory(watchers) { name, kind in
            let full = ModelFile.callbackPrefix + name
            guard let tensor = tensor(full) else {
                throw ModelFileFault("run", "there is no tensor '\(full)' for the callback \(kind)")
            }
            return tensor
        }
        return Interruption(nextEpoch: nextEpoch, stopped: stopped, history: history, callbacks: callbacks)
    }
}
