public import MartletNumerics

/// Copies of an environment, stepped one after another: Gymnasium's `SyncVectorEnv`.
public struct VectorEnvironment<Base: Environment>: VectorizedEnvironment {
    /// The environments.
    public private(set) var environments: [Base]
    public private(set) var observations: Tensor
    public private(set) var nextObservations: Tensor
    public private(set) var outcomes: [Outcome]
    /// One observation on its way; all of them, and what was reached, for the tensors.
    private var row, current, reached: [Float]
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
        let shape = Shape([environments.count] + observationSpace.shape)
        do {
            _ = try shape.checkedByteCount(of: .float32)
        } catch {
            throw .invalid(argument: "environments", reason: "have observations that can't be: \(error)")
        }
        observations = .zeros(shape)
        nextObservations = observations
        row = Array(repeating: 0, count: observationSpace.count)
        current = Array(repeating: 0, count: environments.count * row.count)
        reached = current
        outcomes = Array(repeating: Outcome(reward: 0), count: environments.count)
    }

    public var count: Int { environments.count }

    public mutating func reset(seed: UInt64?) throws {
        for i in environments.indices {
            try environments[i].reset(seed: seed.map { $0 &+ UInt64(i) }, into: &row)
            Self.write(row, i, to: &current)
            outcomes[i] = Outcome(reward: 0)
        }
        try Self.copy(current, to: &observations)
        try Self.copy(current, to: &nextObservations)
    }

    public mutating func step(_ actions: [Int]) throws {
        try check(actions)
        for i in environments.indices {
            outcomes[i] = try environments[i].step(actions[i], into: &row)
            Self.write(row, i, to: &reached)
            if outcomes[i].isOver { try environments[i].reset(seed: nil, into: &row) }
            Self.write(row, i, to: &current)
        }
        try Self.copy(current, to: &observations)
        try Self.copy(reached, to: &nextObservations)
    }

    private static func write(_ row: [Float], _ place: Int, to all: inout [Float]) {
        for i in row.indices { all[place * row.count + i] = row[i] }
    }

    private static func copy(_ numbers: [Float], to tensor: inout Tensor) throws {
        try tensor.withMutableSpan(as: Float.self) { span in
            for i in numbers.indices { span[i] = numbers[i] }
        }
    }
}
