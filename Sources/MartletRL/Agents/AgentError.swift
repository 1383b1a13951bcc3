/// What can be wrong with how an agent is made or used.
public enum AgentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An argument is out of its range, or of another shape than the agent takes.
    case invalid(argument: String, reason: String)
    /// The environment's spaces aren't those that the agent was made for.
    case wrongEnvironment(what: String, expected: String, got: String)
    /// A checkpoint can't be gone on with.
    case notResumable(reason: String)
    /// The loss of an update after so many steps is no finite number: what was learned is lost.
    case diverged(loss: Double, timestep: Int)

    public var description: String {
        switch self {
        case .invalid(let argument, let reason):
            "\(argument) \(reason)"
        case .wrongEnvironment(let what, let expected, let got):
            "the environment's \(what) must be \(expected), as the agent was made for, and is \(got)"
        case .notResumable(let reason):
            "the run can't be gone on with: \(reason)"
        case .diverged(let loss, let timestep):
            "the loss is \(loss) at step \(timestep); try a smaller learning rate, or rewards nearer to 1"
        }
    }
}
