import MartletCodecs
import MartletNN

/// A run of `learn` as a checkpoint keeps it: what the next step depends on besides the agent.
struct Interruption: Sendable {
    /// Where the environment stands, in JSON; nil if it can't tell.
    var environment: JSON?
    /// The environment's type.
    var kind: String
    /// Whether a callback had ended learning.
    var stopped: Bool
    var callbacks: CallbackMemory
}

extension Interruption {
    /// What there is to keep after a step.
    init(_ learning: Learning, _ environment: some Environment) throws {
        if let any = environment as? AnyEnvironment {
            self.environment = try any.encodedStanding()
            kind = "\(type(of: any.base))"
        } else {
            self.environment = try (environment as? any ResumableEnvironment)?.encodedStanding()
            kind = "\(type(of: environment))"
        }
        stopped = learning.stopLearning
        callbacks = CallbackMemory(learning.callbacks) { $0.state }
    }

    /// Puts an environment into the state that the run's was in.
    ///
    /// - Throws: `AgentError.notResumable` unless it is resumable, as the run's was, and of its type, and for a state
    ///   that it can't have had.
    func restore<E: Environment>(_ environment: inout E) throws {
        let any = environment as? AnyEnvironment
        let own = any.map { "\(type(of: $0.base))" } ?? "\(E.self)"
        guard kind == own else {
            throw AgentError.notResumable(reason: "the checkpoint's environment is a \(kind), and this is a \(own)")
        }
        guard let standing = self.environment else {
            throw AgentError.notResumable(
                reason: "a \(kind) isn't a ResumableEnvironment, so that no checkpoint holds where it stood")
        }
        do {
            if var any {
                try any.restore(encoded: standing)
                environment = any as! E
            } else if var resumable = environment as? any ResumableEnvironment {
                try resumable.restore(encoded: standing)
                environment = resumable as! E
            }
        } catch {
            throw AgentError.notResumable(reason: "the checkpoint doesn't say where a \(kind) can have stood: \(error)")
        }
    }

    /// Gives each callback the state that one of its type had; the nth gets the nth.
    func restore(_ callbacks: [any LearningCallback], into learning: inout Learning) throws {
        try self.callbacks.restore(callbacks) { try $0.restore($1, learning) }
        learning.stopLearning = stopped
    }
}
