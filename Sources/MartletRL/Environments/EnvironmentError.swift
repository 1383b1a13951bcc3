/// What can be wrong with how an environment is used.
public enum EnvironmentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The action isn't one of 0..<count.
    case invalidAction(Int, count: Int)
    /// A step was asked for before any reset, or after an episode's end.
    case needsReset
    /// No environment has this id; `known` lists those that there are.
    case unknownEnvironment(id: String, known: [String])
    /// An argument is out of its range; `reason` says what would be right.
    case invalid(argument: String, reason: String)

    public var description: String {
        switch self {
        case .invalidAction(let action, let count):
            "action \(action) is not one of 0…\(count - 1)"
        case .needsReset:
            "no episode is under way; call reset before step"
        case .unknownEnvironment(let id, let known):
            "there is no environment '\(id)'; there are \(known.joined(separator: ", "))"
        case .invalid(let argument, let reason):
            "\(argument) \(reason)"
        }
    }
}
