/// Steps whose transitions wait for the rewards of the steps after them: over n steps the reward is
/// `r₀ + γ·r₁ + … + γⁿ⁻¹·rₙ₋₁`, and what follows counts `γⁿ`.
struct PendingTransitions: Sendable {
    private let steps: Int
    private let gamma: Float
    private let size: Int
    /// The steps from the oldest, each its state, action and reward.
    private(set) var rows: [Float] = []

    private var width: Int { size + 2 }
    private var count: Int { rows.count / width }

    init(_ configuration: DQNConfiguration, observationCount: Int) {
        steps = configuration.nSteps
        gamma = Float(configuration.gamma)
        size = observationCount
    }

    /// Adds a step, and to the buffer what is complete with it: at an episode's end all.
    mutating func append(
        _ state: UnsafePointer<Float>, _ action: Int, _ reward: Float, _ next: UnsafePointer<Float>,
        isTerminated: Bool, isOver: Bool, to replay: inout ReplayBuffer
    ) {
        if steps == 1 {
            replay.append(state, action, reward, next, isTerminated ? 0 : gamma)
            return
        }
        rows.append(contentsOf: UnsafeBufferPointer(start: state, count: size))
        rows.append(Float(action))
        rows.append(reward)
        var complete = isOver ? count : count == steps ? 1 : 0
        while complete > 0 {
            emit(next, isTerminated, to: &replay)
            complete -= 1
        }
    }

    /// Adds the oldest step to the buffer, and forgets it.
    private mutating func emit(_ next: UnsafePointer<Float>, _ isTerminated: Bool, to replay: inout ReplayBuffer) {
        var (sum, discount): (Float, Float) = (0, 1)
        for step in 0..<count {
            sum += discount * rows[step * width + size + 1]
            discount *= gamma
        }
        rows.withUnsafeBufferPointer { rows in
            replay.append(rows.baseAddress!, Int(rows[size]), sum, next, isTerminated ? 0 : discount)
        }
        rows.removeFirst(width)
    }

    /// Forgets the steps, whose episode goes on no more.
    mutating func removeAll() { rows.removeAll(keepingCapacity: true) }

    /// Takes up steps that a file held; false if they can't be.
    mutating func restore(_ rows: [Float], actions: Int) -> Bool {
        guard rows.count % width == 0, rows.count / width < max(1, steps) || rows.isEmpty,
            stride(from: size, to: rows.count, by: width).allSatisfy({ rows[$0].isIndex(below: actions) })
        else { return false }
        self.rows = rows
        return true
    }
}
