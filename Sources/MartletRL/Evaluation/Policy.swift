import Glibc
import MartletNN
public import MartletNumerics

/// What chooses actions by observations.
public protocol Policy {
    /// The action for an observation, without exploring.
    ///
    /// - Throws: `AgentError` for an observation of another shape.
    func predict(_ observation: Tensor) throws -> Int
}

extension DQN: Policy {
    /// The action of the highest value, without exploring.
    public func predict(_ observation: Tensor) throws -> Int {
        let values = try values(observation)
        return values.indices.dropFirst().reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    }

    /// What is to be expected of each action.
    ///
    /// - Throws: `AgentError.wrongEnvironment` for an observation of another shape.
    public func values(_ observation: Tensor) throws -> [Float] {
        guard observation.shape.elementsEqual(spaces.observation) else {
            throw AgentError.wrongEnvironment(
                what: "observation", expected: "of shape \(spaces.observation)", got: "of shape \(observation.shape)")
        }
        let output = try networks[0].predict(
            observation.cast(to: .float32).reshaped(Shape([1] + spaces.observation)))
        let numbers = output.array(of: Float.self)
        guard let distributional = configuration.distributional else { return numbers }
        let atoms = distributional.atoms
        let support = distributional.support.array(of: Float.self)
        return (0..<spaces.actions).map { action in
            let logits = numbers[action * atoms..<(action + 1) * atoms]
            let most = logits.max()!
            let shares = logits.map { expf($0 - most) }
            let total = shares.reduce(0, +)
            return zip(shares, support).reduce(0) { $0 + $1.0 * $1.1 } / total
        }
    }
}
