import MartletCodecs
import MartletNN

/// A run of `learn` as a checkpoint keeps it: what the next step depends on besides the agent.
struct Interruption: Sendable {
    struct Watcher: Sendable {
        /// The callback's type.
        var kind: String
        var state: CallbackState
    }

    /// The environment in JSON; nil if it can't be encoded.
    var environment: JSON?
    /// The environment's type.
    var kind: String
    /// Whether a callback had ended learning.
    var stopped: Bool
    var watchers: [Watcher]
}

extension Interruption {
    /// What there is to keep after a step.
    init(_ learning: Learning, _ environment: some Environment) throws {
        self.environment = try (environment as? any Encodable).map { try JSON(encoding: $0) }
        kind = "\(type(of: environment))"
        stopped = learning.stopLearning
        watchers = learning.callbacks.compactMap { callback in
            callback.state.map { Watcher(kind: "\(type(of: callback))", state: $0) }
        }
    }

    /// Puts an environment into the state that the run's was in.
    ///
    /// - Throws: `AgentError.notResumable` unless it is `Codable`, as the run's was, and of its type.
    func restore<E: Environment>(_ environment: inout E) throws {
        guard let type = E.self as? any Decodable.Type, let state = self.environment else {
            throw AgentError.notResumable(
                reason: "a \(E.self) isn't Codable, so that no checkpoint holds where it stood")
        }
        guard kind == "\(E.self)", let restored = try? state.decode(type) as? E else {
            throw AgentError.notResumable(reason: "the checkpoint's environment is a \(kind), and this is a \(E.self)")
        }
        environment = restored
    }

    /// Gives each callback the state that one of its type had; the nth gets the nth.
    func restore(_ callbacks: [any LearningCallback], into learning: inout Learning) throws {
        var left = watchers
        for callback in callbacks {
            guard let index = left.firstIndex(where: { $0.kind == "\(type(of: callback))" }) else { continue }
            try callback.restore(left.remove(at: index).state)
        }
        learning.stopLearning = stopped
    }
}
