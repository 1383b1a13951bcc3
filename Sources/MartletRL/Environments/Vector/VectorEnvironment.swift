public import MartletNumerics

/// Copies of an environment, stepped one after another: Gymnasium's `SyncVectorEnv`.
public struct VectorEnvironment<Base: Environment>: VectorizedEnvironment {
    /// The environments.
    public private(set) var environments: [Base]
    public private(set) var observations: Tensor
    public private(set) var nextObservations: Tensor
    public private(set) var outcomes: [Outcome]
    public let observationSpace: Space
    public let actionSpace: Space

    /// So many copies of an environment.
    ///
    /// - Throws: `EnvironmentError.invalid` unless there is one at least.
    public init(_ base: Base, count: Int) throws(EnvironmentError) {
        guard 1...1_000_000 ~= count else {
            throw .invalid(argument: "count", reason: "is \(count); it must be in 1...1,000,000")
        }
        try self.init(Array(repeating: base, count: count))
    }

    /// - Throws: `EnvironmentError.invalid` without environments, or if their spaces differ.
    public init(_ environments: [Base]) throws(EnvironmentError) {
        guard let first = environments.first else {
            throw .invalid(argument: "environments", reason: "are none; there must be one at least")
        }
        (observationSpace, actionSpace) = (first.observationSpace, first.actionSpace)
        for other in environments
        where other.observationSpace != observationSpace || other.actionSpace != actionSpace {
            throw .invalid(argument: "environments", reason: "must have the same spaces")
        }
        guard observationSpace.shape.count < Shape.maximumRank else {
            throw .invalid(argument: "environments", reason: "must have observations of fewer axes")
        }
        self.environments = environments
        observations = .zeros([environments.count] + observationSpace.shape)
        nextObservations = observations
        outcomes = Array(repeating: Outcome(reward: 0), count: environments.count)
    }

    public var count: Int { environments.count }

    public mutating func reset(seed: UInt64?) throws {
        let width = observationSpace.count
        try Self.reset(&environments, &observations, width, seed: seed)
        nextObservations = observations
        for i in outcomes.indices { outcomes[i] = Outcome(reward: 0) }
    }

    public mutating func step(_ actions: [Int]) throws {
        try check(actions)
        try Self.step(&environments, actions, &observations, &nextObservations, &outcomes, observationSpace.count)
    }

    private static func reset(
        _ environments: inout [Base], _ observations: inout Tensor, _ width: Int, seed: UInt64?
    ) throws {
        try observations.withMutableSpan(as: Float.self) { span in
            for i in environments.indices {
                var row = span.extracting(i * width..<(i + 1) * width)
                try environments[i].reset(seed: seed.map { $0 &+ UInt64(i) }, observation: &row)
            }
        }
    }

    private static func step(
        _ environments: inout [Base], _ actions: [Int], _ observations: inout Tensor, _ next: inout Tensor,
        _ outcomes: inout [Outcome], _ width: Int
    ) throws {
        try observations.withMutableSpan(as: Float.self) { observations in
            try next.withMutableSpan(as: Float.self) { next in
                for i in environments.indices {
                    let place = i * width..<(i + 1) * width
                    var reached = next.extracting(place)
                    var row = observations.extracting(place)
                    outcomes[i] = try environments[i].step(actions[i], observation: &reached)
                    if outcomes[i].isOver {
                        try environments[i].reset(seed: nil, observation: &row)
                    } else {
                        for j in 0..<width { row[j] = reached[j] }
                    }
                }
            }
        }
    }
}
