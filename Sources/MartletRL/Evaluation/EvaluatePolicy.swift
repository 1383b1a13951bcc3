import MartletNumerics

/// How a policy did over some episodes.
public struct PolicyEvaluation: Sendable, Hashable {
    /// Each episode's sum of rewards.
    public var rewards: [Double]
    /// Each episode's number of steps.
    public var lengths: [Int]

    /// The mean reward of an episode; 0 without episodes.
    public var mean: Double { rewards.reduce(0, +) / Double(max(1, rewards.count)) }

    /// Of the rewards, with the count as the divisor, as NumPy's `std`.
    public var standardDeviation: Double {
        let mean = mean
        return (rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, rewards.count))).squareRoot()
    }

    /// The mean number of steps of an episode.
    public var meanLength: Double { Double(lengths.reduce(0, +)) / Double(max(1, lengths.count)) }
}

/// Lets a policy act, without exploring, for some episodes.
///
/// - Parameters:
///   - seed: what the first episode begins with; the others go on with the environment's random numbers.
///   - limit: the steps after which an episode that doesn't end is given up.
///   - callback: what is done before each step, given the environment and the episode's steps and rewards so far.
/// - Throws: what the policy and the environment throw; `CancellationError`.
public func evaluatePolicy<E: Environment>(
    _ policy: some Policy, in environment: inout E, episodes: Int = 10, seed: UInt64? = nil, limit: Int = 1_000_000,
    callback: (_ environment: E, _ steps: Int, _ reward: Double) throws -> Void = { _, _, _ in }
) throws -> PolicyEvaluation {
    guard episodes > 0 else {
        throw AgentError.invalid(argument: "episodes", reason: "must be positive and is \(episodes)")
    }
    var result = PolicyEvaluation(rewards: [], lengths: [])
    for episode in 0..<episodes {
        var observation = try environment.reset(seed: episode == 0 ? seed : nil)
        var (reward, length) = (0.0, 0)
        while length < limit {
            try Task.checkCancellation()
            try callback(environment, length, reward)
            let outcome: Outcome
            (observation, outcome) = try environment.step(try policy.predict(observation))
            reward += outcome.reward
            length += 1
            if outcome.isOver { break }
        }
        result.rewards.append(reward)
        result.lengths.append(length)
    }
    return result
}
