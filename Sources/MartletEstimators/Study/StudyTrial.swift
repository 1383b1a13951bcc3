/// What a study knows of a trial.
public struct StudyTrial: Sendable, Equatable {
    /// How far a trial has come.
    public enum State: String, Sendable {
        /// Drawn, and to be run, or run again where its process ended.
        case waiting
        /// Under way, in this process or another.
        case running
        /// It has a value.
        case complete
        /// It was ended early.
        case pruned
        /// It threw an error, or its value is no number.
        case failed

        var isFinished: Bool { self != .waiting && self != .running }
    }

    /// Counted from 0 in the order in which trials are drawn.
    public let number: Int
    /// How far it has come.
    public package(set) var state = State.running
    /// The parameters' values as texts, by their names; without those that don't count for it.
    public let parameters: [String: String]
    /// What the objective returned; nil unless it is complete.
    public package(set) var value: Double?
    /// What was reported on the way, by step.
    public package(set) var intermediateValues: [Int: Double] = [:]
    /// Why it failed; nil unless it did.
    public internal(set) var error: String?
    /// The seconds that it took.
    public internal(set) var seconds = 0.0

    /// The parameters' numbers in the layout's order; no number for those that don't count.
    let point: [Double]
    /// The value at each rung of successive halving that it came to.
    var rungs: [Double] = []

    package init(number: Int, point: [Double], parameters: [String: String]) {
        (self.number, self.point, self.parameters) = (number, point, parameters)
    }

    /// The last step that was reported.
    var lastStep: Int? { intermediateValues.keys.max() }
}

/// Which values of an objective are the better ones.
public enum StudyDirection: String, Sendable {
    /// Small ones.
    case minimize
    /// Large ones.
    case maximize

    /// A number that is the less, the better a value is.
    func loss(_ value: Double) -> Double { self == .minimize ? value : -value }
}

/// What an objective throws to end its trial early, when `Trial.shouldPrune()` says so.
public struct TrialPruned: Error, Sendable {
    /// Ends a trial.
    public init() {}
}
