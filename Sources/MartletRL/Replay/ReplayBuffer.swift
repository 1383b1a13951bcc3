public import MartletGraph
public import MartletNN
public import MartletNumerics

/// The last transitions of an agent, to draw batches from; a new one takes the place of the oldest.
///
/// A transition is a state, an action, the reward, the next state, and the discount by which the next state's value counts:
/// 0 where the task was over. An episode that was cut off isn't over, so that its last transition has its discount.
public struct ReplayBuffer: Sendable {
    /// How many transitions it holds at most.
    public let capacity: Int
    /// The shape of a state.
    public let observation: [Int]
    /// How many transitions it holds.
    public private(set) var count = 0
    /// Where the next transition goes.
    private(set) var position = 0
    /// One row for each transition: state, next state, action, reward, discount.
    private(set) var rows: [Float] = []
    /// The numbers of an observation, and of a row.
    private let size: Int
    private let width: Int
    var priorities: Priorities?
    /// The rows of the last batch, whose errors come next.
    private var drawn: [Int] = []

    /// - Parameter prioritized: how transitions are drawn by their errors; nil draws all alike.
    /// - Throws: `AgentError.invalid` for a capacity or shape that can't be.
    public init(
        capacity: Int, observation: [Int], prioritized: DQNConfiguration.PrioritizedReplay? = nil
    ) throws {
        guard (1...(prioritized == nil ? 1 << 31 : 1 << 26)).contains(capacity) else {
            throw AgentError.invalid(
                argument: "capacity",
                reason: "must be from 1 to 2³¹, with priorities to 2²⁶, and is \(capacity)")
        }
        try prioritized?.validate()
        try DQN.Spaces(observation: observation, states: nil, actions: 1).validate()
        self.init(checked: capacity, observation: observation, prioritized: prioritized)
    }

    init(checked capacity: Int, observation: [Int], prioritized: DQNConfiguration.PrioritizedReplay?) {
        self.capacity = capacity
        self.observation = observation
        size = observation.reduce(1, *)
        width = 2 * size + 3
        priorities = prioritized.map { Priorities($0, capacity: capacity) }
    }

    /// Adds a transition.
    ///
    /// - Parameter discount: by how much what follows counts; 0 if the task was over.
    /// - Throws: `AgentError.invalid` for a state of another size.
    public mutating func append(
        _ state: Span<Float>, action: Int, reward: Double, next: Span<Float>, discount: Double
    ) throws {
        guard state.count == size, next.count == size else {
            throw AgentError.invalid(
                argument: "state", reason: "has \(state.count) numbers, the next \(next.count); they must have \(size)")
        }
        guard (0..<1 << 24).contains(action) else {
            throw AgentError.invalid(argument: "action", reason: "must be from 0 to \(1 << 24 - 1) and is \(action)")
        }
        state.withUnsafeBufferPointer { state in
            next.withUnsafeBufferPointer { next in
                append(state.baseAddress!, action, Float(reward), next.baseAddress!, Float(discount))
            }
        }
    }

    /// Adds a transition of tensors.
    public mutating func append(
        _ state: Tensor, action: Int, reward: Double, next: Tensor, discount: Double
    ) throws {
        guard state.dtype == .float32, next.dtype == .float32 else {
            throw AgentError.invalid(argument: "state", reason: "must be float32, not \(state.dtype) and \(next.dtype)")
        }
        try state.withSpan(as: Float.self) { state in
            try next.withSpan(as: Float.self) { next in
                try append(state, action: action, reward: reward, next: next, discount: discount)
            }
        }
    }

    package mutating func append(
        _ state: UnsafePointer<Float>, _ action: Int, _ reward: Float, _ next: UnsafePointer<Float>, _ discount: Float
    ) {
        if count < capacity {
            if rows.isEmpty { rows.reserveCapacity(min(capacity, Self.reserved / width) * width) }
            rows.append(contentsOf: UnsafeBufferPointer(start: state, count: size))
            rows.append(contentsOf: UnsafeBufferPointer(start: next, count: size))
            rows.append(Float(action))
            rows.append(reward)
            rows.append(discount)
            count += 1
        } else {
            let (width, size, start) = (width, size, position * width)
            rows.withUnsafeMutableBufferPointer { rows in
                let row = rows.baseAddress! + start
                row.update(from: state, count: size)
                (row + size).update(from: next, count: size)
                (row[width - 3], row[width - 2], row[width - 1]) = (Float(action), reward, discount)
            }
        }
        priorities?.insert(position)
        position = position + 1 == capacity ? 0 : position + 1
    }

    /// How many numbers are reserved at once at most: memory that isn't written costs nothing, but not without end.
    private static let reserved = 1 << 28

    /// The inputs of an objective on batches: states, actions (int32), rewards, next states, discounts; where
    /// transitions are drawn by priority also weights.
    public func batchTypes(_ batchSize: Int) -> [TensorType] {
        let states = TensorType(Shape([batchSize] + observation))
        let numbers = TensorType([batchSize])
        return [states, TensorType([batchSize], .int32), numbers, states, numbers]
            + (priorities == nil ? [] : [numbers])
    }

    /// Draws a batch into the inputs of a stepper that was made for `batchTypes`. Allocates nothing.
    ///
    /// - Parameter beta: how far the weights make up for priorities.
    /// - Throws: `AgentError.invalid` for a stepper with other inputs, or while there are fewer transitions than rows.
    public mutating func sample(
        into stepper: inout ObjectiveStepper, beta: Double = 1, using random: inout RandomGenerator
    ) throws {
        let types = stepper.inputTypes
        guard let batch = types.first?.shape.first, batch > 0, Self.fits(types, batch, observation, priorities != nil)
        else {
            throw AgentError.invalid(
                argument: "stepper", reason: "takes \(types), which isn't a batch of this replay buffer's transitions")
        }
        guard count >= batch else {
            throw AgentError.invalid(
                argument: "stepper", reason: "takes \(batch) transitions, and there are \(count) so far")
        }
        draw(batch, beta, &random) { stepper.input($0) }
    }

    /// Draws a batch as tensors, the inputs of an objective: states, actions (int32), rewards, next states, discounts; where
    /// transitions are drawn by priority also weights.
    ///
    /// - Parameter beta: how far the weights make up for priorities.
    /// - Throws: `AgentError.invalid` while there are fewer transitions than `batchSize`, or for a size below 1.
    public mutating func sample(
        _ batchSize: Int, beta: Double = 1, using random: inout RandomGenerator
    ) throws -> [Tensor] {
        guard (1...max(1, count)).contains(batchSize), count > 0 else {
            throw AgentError.invalid(
                argument: "batchSize", reason: "must be one of 1 to the \(count) transitions so far, not \(batchSize)")
        }
        let batch = batchTypes(batchSize).map { Tensor.zeros($0.shape, dtype: $0.dtype) }
        draw(batchSize, beta, &random) { UnsafeMutableRawPointer(mutating: batch[$0].baseAddress) }
        withExtendedLifetime(batch) {}
        return batch
    }

    /// Draws rows into the memory of the batch's parts.
    private mutating func draw(
        _ batch: Int, _ beta: Double, _ random: inout RandomGenerator, _ part: (Int) -> UnsafeMutableRawPointer
    ) {
        func floats(_ index: Int) -> UnsafeMutablePointer<Float> { part(index).assumingMemoryBound(to: Float.self) }
        if drawn.count != batch { drawn = Array(repeating: 0, count: batch) }
        if priorities == nil {
            let bound = UInt32(truncatingIfNeeded: count)
            for row in drawn.indices { drawn[row] = Int(random.next(below: bound)) }
        } else {
            priorities!.draw(&drawn, of: count, weights: floats(5), beta: beta, using: &random)
        }
        gather(floats(0), part(1).assumingMemoryBound(to: Int32.self), floats(2), floats(3), floats(4))
    }

    private static func fits(_ types: [TensorType], _ batch: Int, _ observation: [Int], _ weighted: Bool) -> Bool {
        guard types.count == (weighted ? 6 : 5) else { return false }
        for (index, type) in types.enumerated() {
            guard type.dtype == (index == 1 ? .int32 : .float32), type.shape.first == batch else { return false }
            let rest = type.shape.dropFirst()
            guard index == 0 || index == 3 ? rest.elementsEqual(observation) : rest.isEmpty else { return false }
        }
        return true
    }

    private func gather(
        _ states: UnsafeMutablePointer<Float>, _ actions: UnsafeMutablePointer<Int32>,
        _ rewards: UnsafeMutablePointer<Float>, _ next: UnsafeMutablePointer<Float>,
        _ discounts: UnsafeMutablePointer<Float>
    ) {
        rows.withUnsafeBufferPointer { rows in
            for (batchRow, index) in drawn.enumerated() {
                let row = rows.baseAddress! + index * width
                (states + batchRow * size).update(from: row, count: size)
                (next + batchRow * size).update(from: row + size, count: size)
                actions[batchRow] = Int32(row[width - 3])
                rewards[batchRow] = row[width - 2]
                discounts[batchRow] = row[width - 1]
            }
        }
    }

    /// Takes the errors of the last batch's transitions as their priorities; does nothing where all are drawn alike.
    ///
    /// - Throws: `AgentError.invalid` for another number of errors than transitions drawn.
    public mutating func update(errors: Span<Float>) throws {
        guard errors.count == drawn.count else {
            throw AgentError.invalid(
                argument: "errors", reason: "are \(errors.count) for the \(drawn.count) transitions drawn last")
        }
        for (row, index) in drawn.enumerated() { priorities?.set(index, error: errors[row]) }
        priorities?.finish(drawn)
    }
}

// MARK: In a file

extension ReplayBuffer {
    /// All rows as a tensor, `[count, width]`.
    var stored: Tensor { Tensor(copying: rows, [count, width], .float32) }

    /// Takes up rows that `stored` gave; false if they don't fit.
    mutating func restore(_ tensor: Tensor, position: Int) -> Bool {
        guard tensor.dtype == .float32, tensor.rank == 2, tensor.shape[1] == width, tensor.shape[0] <= capacity,
            position >= 0, position == (tensor.shape[0] < capacity ? tensor.shape[0] : position),
            position < max(1, capacity)
        else { return false }
        rows = tensor.array(of: Float.self)
        count = tensor.shape[0]
        self.position = position
        return true
    }

    /// Whether each stored action is one of so many.
    func holdsActions(below bound: Int) -> Bool {
        stride(from: width - 3, to: rows.count, by: width).allSatisfy { rows[$0].isIndex(below: bound) }
    }
}
