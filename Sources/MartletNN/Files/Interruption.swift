import MartletCodecs
import MartletNumerics

/// A run of `fit` as a checkpoint keeps it: what the next epoch depends on besides the model.
package struct Interruption: Sendable {
    struct Watcher: Sendable {
        /// The callback's type.
        var kind: String
        var state: CallbackState
    }

    /// The epoch to go on with.
    var nextEpoch: Int
    /// Whether a callback had ended training.
    var stopped: Bool
    var history: History
    var watchers: [Watcher]
}

extension Interruption {
    /// What there is to keep after an epoch.
    init(_ training: Training, nextEpoch: Int) {
        self.nextEpoch = nextEpoch
        stopped = training.stopTraining
        history = training.history
        watchers = training.callbacks.compactMap { callback in
            callback.state.map { Watcher(kind: "\(type(of: callback))", state: $0) }
        }
    }

    /// Gives each callback the state that one of its type had; the nth gets the nth.
    func restore(_ callbacks: [any Callback], into training: inout Training) throws {
        var left = watchers
        for callback in callbacks {
            guard let index = left.firstIndex(where: { $0.kind == "\(type(of: callback))" }) else { continue }
            try callback.restore(left.remove(at: index).state, training)
        }
        training.history = history
        training.stopTraining = stopped
    }
}

// MARK: In a file

/// An interruption as a file holds it; the callbacks' tensors are tensors of the file.
struct StoredInterruption: Codable {
    struct Watcher: Codable {
        var kind: String
        var state: JSON
        /// The names of its tensors.
        var tensors: [String]
    }

    struct Entry: Codable {
        var name: String
        var value: Double
    }

    var nextEpoch: Int
    var stopped: Bool
    var epochs: [Int]
    /// Each epoch's logs, by name.
    var logs: [[Entry]]
    var watchers: [Watcher]
}

extension StoredInterruption {
    init(_ interruption: Interruption) {
        nextEpoch = interruption.nextEpoch
        stopped = interruption.stopped
        epochs = interruption.history.epochs
        logs = interruption.history.logs.map { logs in
            logs.sorted { $0.key < $1.key }.map { Entry(name: $0.key, value: $0.value) }
        }
        watchers = interruption.watchers.map {
            Watcher(kind: $0.kind, state: $0.state.values, tensors: $0.state.tensors.keys.sorted())
        }
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
        let restored = try watchers.enumerated().map { index, watcher in
            var state = CallbackState(watcher.state)
            for name in watcher.tensors {
                let full = ModelFile.callbackPrefix + "\(index)/\(name)"
                guard let tensor = tensor(full) else {
                    throw ModelFileFault("run", "there is no tensor '\(full)' for the callback \(watcher.kind)")
                }
                state.tensors[name] = tensor
            }
            return Interruption.Watcher(kind: watcher.kind, state: state)
        }
        return Interruption(nextEpoch: nextEpoch, stopped: stopped, history: history, watchers: restored)
    }
}
