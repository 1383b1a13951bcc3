/// What can go wrong between Martlet and Python's Gymnasium.
public enum GymnasiumError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no such program, or it can't be started.
    case noPython(String, reason: String)
    /// Python lacks a package; `reason` is what it says.
    case noGymnasium(python: String, reason: String)
    /// Gymnasium can't make the environment, or has none of this id; `reason` is what it says.
    case cannotMake(id: String, reason: String)
    /// The environment's actions or observations are of a kind that can't be passed on.
    case unsupported(id: String, reason: String)
    /// The environment raised an exception.
    case raised(String)
    /// Python ended; `output` is the end of what it wrote on standard error.
    case died(how: String, output: String)
    /// Python didn't answer in time and was ended.
    case timedOut(after: Duration, output: String)
    /// What came isn't an answer; Python was ended.
    case nonsense(String)
    /// The environment was closed, or Python was ended by an error before.
    case closed

    public var description: String {
        switch self {
        case .noPython(let path, let reason):
            "'\(path)' can't be started: \(reason); install Python 3.10 or newer, or say where it is"
        case .noGymnasium(let python, let reason):
            "\(python) can't import Gymnasium: \(reason); run '\(python) -m pip install gymnasium'"
        case .cannotMake(let id, let reason): "Gymnasium can't make '\(id)': \(reason)"
        case .unsupported(let id, let reason): "'\(id)' can't be used: \(reason)"
        case .raised(let reason): "the environment raised an exception: \(reason)"
        case .died(let how, let output): "Python ended by \(how)" + Self.quoted(output)
        case .timedOut(let time, let output): "Python didn't answer within \(time)" + Self.quoted(output)
        case .nonsense(let reason): "Python's answer makes no sense: \(reason)"
        case .closed: "the environment was closed"
        }
    }

    private static func quoted(_ output: String) -> String { output.isEmpty ? "" : "; it said:\n\(output)" }
}
