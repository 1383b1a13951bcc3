import Glibc
import MartletNumerics

/// How likely each transition of a replay buffer is to be drawn (Schaul et al.: "Prioritized experience replay", 2016).
struct Priorities: Sendable {
    let options: DQNConfiguration.PrioritizedReplay
    private(set) var tree: SumTree
    /// The largest priority so far, which new transitions get.
    private(set) var largest: Float = 1
    private var targets: [Float] = []
    private var inserted = [0]

    init(_ options: DQNConfiguration.PrioritizedReplay, capacity: Int) {
        self.options = options
        tree = SumTree(capacity: capacity)
    }

    /// Gives a new transition the largest priority.
    mutating func insert(_ row: Int) { tree.set(row, largest) }

    /// Notes a transition's error; `finish` makes the sums.
    mutating func set(_ row: Int, error: Float) {
        // What isn't finite is drawn as often as the worst that is.
        let error = error.isFinite ? error.magnitude : Float.greatestFiniteMagnitude.squareRoot()
        let priority = min(powf(error + Float(options.epsilon), Float(options.alpha)), 1e18)
        largest = max(largest, priority)
        tree.setLeaf(row, priority)
    }

    mutating func finish(_ rows: [Int]) { tree.repair(rows) }

    /// Draws rows, one from each of as many equal parts of the sum, and writes their weights: `(n · p)^-β`, the largest
    /// of the batch 1.
    mutating func draw(
        _ rows: inout [Int], of count: Int, weights: UnsafeMutablePointer<Float>, beta: Double,
        using random: inout RandomGenerator
    ) {
        let batch = rows.count
        if targets.count != batch { targets = Array(repeating: 0, count: batch) }
        let total = tree.total
        let part = total / Float(batch)
        for row in 0..<batch {
            let unit = Float(random.nextWord() >> 8) * 0x1p-24
            targets[row] = (Float(row) + unit) * part
        }
        targets.withUnsafeMutableBufferPointer { tree.find($0.baseAddress!, into: &rows) }
        var smallest = Float.infinity
        for row in 0..<batch {
            rows[row] = min(rows[row], count - 1)
            weights[row] = tree[rows[row]]
            smallest = min(smallest, weights[row])
        }
        for row in 0..<batch { weights[row] = powf(weights[row] / smallest, Float(-beta)) }
    }

    /// Takes up priorities that a file held; false if they can't be.
    mutating func restore(_ weights: [Float], largest: Float) -> Bool {
        guard weights.count <= tree.capacity, largest >= 1, largest.isFinite,
            weights.allSatisfy({ $0 > 0 && $0 <= largest })
        else { return false }
        self.largest = largest
        for (row, weight) in weights.enumerated() { tree.setLeaf(row, weight) }
        tree.repair(Array(weights.indices))
        return true
    }
}
