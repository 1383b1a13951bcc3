import CMartletTestSupport
import Glibc
import MartletGraph
import MartletNN
import MartletNumerics
import MartletRL
import Testing

@Suite struct ReplayTests {
    /// A stepper that gives back what it is given.
    private func echo(_ buffer: ReplayBuffer, _ batch: Int) throws -> ObjectiveStepper {
        let model = Model(inputs: [[1]]) { (x: [Symbol]) in x[0] }
        return try Objective(results: { _, inputs in inputs.map { $0 * 1 } }).stepper(
            of: [model], inputs: buffer.batchTypes(batch))
    }

    private func filled(_ count: Int, capacity: Int, prioritized: Bool = false) throws -> ReplayBuffer {
        var buffer = try ReplayBuffer(capacity: capacity, observation: [2], prioritized: prioritized ? .init() : nil)
        for i in 0..<count {
            let x = Float(i)
            try buffer.append(
                Tensor([x, -x]), action: i % 3, reward: Double(i) / 2, next: Tensor([x + 1, -x - 1]),
                discount: i % 5 == 0 ? 0 : 0.5)
        }
        return buffer
    }

    @Test func batchesAreOfTheLastTransitions() throws {
        var buffer = try filled(25, capacity: 10)
        #expect(buffer.count == 10)
        var stepper = try echo(buffer, 8)
        var random = RandomGenerator(seed: 1)
        var seen: Set<Int> = []
        for _ in 0..<50 {
            try buffer.sample(into: &stepper, using: &random)
            for row in 0..<8 {
                let i = try stepper.withInput(0, as: Float.self) { Int($0[2 * row]) }
                #expect((15..<25).contains(i))
                seen.insert(i)
                try stepper.withInput(0, as: Float.self) { #expect($0[2 * row + 1] == -Float(i)) }
                try stepper.withInput(1, as: Int32.self) { #expect(Int($0[row]) == i % 3) }
                try stepper.withInput(2, as: Float.self) { #expect($0[row] == Float(i) / 2) }
                try stepper.withInput(3, as: Float.self) { #expect($0[2 * row] == Float(i + 1)) }
                try stepper.withInput(4, as: Float.self) { #expect($0[row] == (i % 5 == 0 ? 0 : 0.5)) }
            }
        }
        #expect(seen.count == 10)
    }

    @Test(arguments: [false, true]) func batchesAreTensorsToo(prioritized: Bool) throws {
        var (one, other) = (
            try filled(25, capacity: 20, prioritized: prioritized),
            try filled(25, capacity: 20, prioritized: prioritized)
        )
        var stepper = try echo(one, 8)
        var (random, same) = (RandomGenerator(seed: 4), RandomGenerator(seed: 4))
        try one.sample(into: &stepper, using: &random)
        let batch = try other.sample(8, using: &same)
        #expect(batch.map { TensorType($0.shape, $0.dtype) } == one.batchTypes(8))
        for (index, tensor) in batch.enumerated() where index != 1 {
            let numbers = try stepper.withInput(index, as: Float.self) { span in span.indices.map { span[$0] } }
            #expect(tensor.array(of: Float.self) == numbers)
        }
        #expect(
            try batch[1].array(of: Int32.self) == stepper.withInput(1, as: Int32.self) { s in s.indices.map { s[$0] } })
        for size in [0, -1, 21] { #expect(throws: AgentError.self) { try other.sample(size, using: &same) } }
        var empty = try ReplayBuffer(capacity: 4, observation: [2])
        #expect(throws: AgentError.self) { try empty.sample(1, using: &same) }
    }

    /// Transitions come as often as the power of their errors says, and weights make up for it.
    @Test func prioritiesDecideHowOften() throws {
        var buffer = try filled(40, capacity: 40, prioritized: true)
        var stepper = try echo(buffer, 8)
        var random = RandomGenerator(seed: 2)
        // Give transition i the error i + 1, once it is drawn; until then it has the largest priority.
        for _ in 0..<600 {
            try buffer.sample(into: &stepper, using: &random)
            let errors = try stepper.withInput(0, as: Float.self) { span in (0..<8).map { span[2 * $0] + 1 } }
            try buffer.update(errors: errors.span)
        }
        var counts = [Int](repeating: 0, count: 40)
        let rounds = 5000
        for _ in 0..<rounds {
            try buffer.sample(into: &stepper, beta: 1, using: &random)
            let rows = try stepper.withInput(0, as: Float.self) { span in (0..<8).map { Int(span[2 * $0]) } }
            let weights = try stepper.withInput(5, as: Float.self) { span in (0..<8).map { span[$0] } }
            for row in rows { counts[row] += 1 }
            let smallest = rows.min()!
            for (row, weight) in zip(rows, weights) {
                let expected = power(Float(smallest + 1) / Float(row + 1), 0.6)
                #expect(abs(weight - expected) < 1e-3)
            }
        }
        let total = (1...40).reduce(0) { $0 + Double(power(Float($1), 0.6)) }
        for (i, count) in counts.enumerated() {
            let expected = Double(power(Float(i + 1), 0.6)) / total * Double(8 * rounds)
            #expect(abs(Double(count) - expected) < 6 * expected.squareRoot() + 2, "\(i)")
        }
    }

    private func power(_ x: Float, _ y: Double) -> Float { powf(x, Float(y)) }

    @Test(.enabled(if: mk_counts_allocations(), "a sanitizer's allocator counts nothing"), arguments: [false, true])
    func samplingAllocatesNothing(prioritized: Bool) throws {
        var buffer = try filled(100, capacity: 50, prioritized: prioritized)
        var stepper = try echo(buffer, 16)
        var random = RandomGenerator(seed: 2)
        let errors = [Float](repeating: 0.5, count: 16)
        try buffer.sample(into: &stepper, using: &random)
        let before = mk_allocation_count()
        for _ in 0..<100 {
            try buffer.sample(into: &stepper, using: &random)
            try buffer.update(errors: errors.span)
        }
        #expect(mk_allocation_count() - before == 0)
    }

    @Test func mistakesAreThrown() throws {
        #expect(throws: AgentError.self) { try ReplayBuffer(capacity: 0, observation: [2]) }
        #expect(throws: AgentError.self) { try ReplayBuffer(capacity: 1 << 41, observation: [2]) }
        #expect(throws: AgentError.self) { try ReplayBuffer(capacity: 9, observation: [-2]) }
        var buffer = try filled(3, capacity: 10)
        #expect(throws: AgentError.self) {
            try buffer.append(Tensor.zeros([3]), action: 0, reward: 0, next: Tensor.zeros([3]), discount: 1)
        }
        var random = RandomGenerator(seed: 2)
        var stepper = try echo(buffer, 8)
        #expect(throws: AgentError.self) { try buffer.sample(into: &stepper, using: &random) }
        var other = try echo(ReplayBuffer(capacity: 9, observation: [3]), 2)
        #expect(throws: AgentError.self) { try buffer.sample(into: &other, using: &random) }
        let errors: [Float] = [1, 2]
        #expect(throws: AgentError.self) { try buffer.update(errors: errors.span) }
    }
}
