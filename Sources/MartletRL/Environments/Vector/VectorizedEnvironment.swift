public import MartletNumerics

/// Environments of one kind that are stepped at once: Gymnasium's `VectorEnv`, with its autoreset mode `SAME_STEP`.
///
/// An episode that ends is followed by the next one in the same step: `observations` has the new one's first, to act
/// upon, and `nextObservations` what the old one ended with, to learn from.
public protocol VectorizedEnvironment: Sendable {
    /// How many environments there are.
    var count: Int { get }
    /// What the observations of one of them are.
    var observationSpace: Space { get }
    /// What the actions of one of them are.
    var actionSpace: Space { get }

    /// What is to be acted upon: float32 [count, …].
    var observations: Tensor { get }
    /// What the last actions led to, before any reset: float32 [count, …].
    var nextObservations: Tensor { get }
    /// What the last step came to, environment by environment.
    var outcomes: [Outcome] { get }

    /// Begins an episode in every environment; they begin their random numbers anew with `seed`, `seed` + 1, ….
    mutating func reset(seed: UInt64?) throws

    /// Takes an action in each environment.
    ///
    /// - Throws: `EnvironmentError.needsReset`; `EnvironmentError.invalidAction` or, for any other number of actions
    ///   than `count`, `invalid`: then no environment went on.
    mutating func step(_ actions: [Int]) throws
}

extension VectorizedEnvironment {
    /// Begins an episode in every environment.
    public mutating func reset() throws { try reset(seed: nil) }

    func check(_ actions: [Int]) throws(EnvironmentError) {
        guard actions.count == count else {
            throw .invalid(argument: "actions", reason: "has \(actions.count) elements for \(count) environments")
        }
        guard let kinds = actionSpace.discreteCount else {
            throw .invalid(argument: "actions", reason: "are integers, but the environments' are not discrete")
        }
        if let wrong = actions.first(where: { !(0..<kinds ~= $0) }) { throw .invalidAction(wrong, count: kinds) }
    }
}
