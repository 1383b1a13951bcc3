import MartletNumerics
import Testing

@Suite struct SamplingTests {
    @Test func permutationsAreUniform() {
        var generator = RandomGenerator(seed: 21)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<24_000 { counts[generator.permutation(4), default: 0] += 1 }
        #expect(counts.count == 24)
        // Chi squared with 23 degrees of freedom exceeds 57 with probability 1e-4.
        #expect(counts.values.map { Double(($0 - 1000) * ($0 - 1000)) / 1000 }.reduce(0, +) < 57)
        #expect(generator.permutation(1000).sorted() == Array(0..<1000))
        #expect(generator.permutation(0) == [])
        #expect(generator.permutation(1) == [0])
        var buffer = [9, 9, 9]
        generator.permutation(into: &buffer)
        #expect(buffer.sorted() == [0, 1, 2])
    }

    @Test func shufflesRowsWhole() throws {
        var generator = RandomGenerator(seed: 22)
        let rows = try Tensor.arange(20).reshaped([10, 2])
        let shuffled = try generator.shuffled(rows)
        #expect(shuffled != rows)
        #expect(try shuffled[.all, 0].sorted() == rows[.all, 0])
        #expect(try shuffled[.all, 1] - shuffled[.all, 0] == Tensor.ones([10], dtype: .int64))
        #expect(throws: TensorError.self) { try generator.shuffled(Tensor(1)) }
    }

    @Test func choices() throws {
        var generator = RandomGenerator(seed: 23)
        #expect(Set(try generator.choice(below: 5, count: 5, withReplacement: false)) == Set(0..<5))
        #expect(try generator.choice(below: 3, count: 100).allSatisfy((0..<3).contains))
        let weights = [0, 1, 0, 3]
        let drawn = try generator.choice(below: 4, count: 40_000, probabilities: weights.map(Double.init))
        let ones = drawn.count { $0 == 1 }
        #expect(Set(drawn) == [1, 3])
        #expect(abs(Double(ones) - 10_000) < 4 * (40_000 * 0.25 * 0.75).squareRoot())
        // Without replacement the first choice has the same chances.
        let firsts = try (0..<10_000).map { _ in
            try generator.choice(below: 4, count: 2, withReplacement: false, probabilities: weights.map(Double.init))
        }
        #expect(firsts.allSatisfy { Set($0) == [1, 3] })
        #expect(abs(Double(firsts.count { $0[0] == 1 }) - 2500) < 4 * (10_000 * 0.25 * 0.75).squareRoot())
        #expect(try generator.choice(below: 0, count: 0) == [])
    }

    @Test func errors() {
        var generator = RandomGenerator(seed: 1)
        #expect(throws: TensorError.self) { try generator.choice(below: 0, count: 1) }
        #expect(throws: TensorError.self) { try generator.choice(below: 3, count: -1) }
        #expect(throws: TensorError.self) { try generator.choice(below: 3, count: 4, withReplacement: false) }
        #expect(throws: TensorError.self) { try generator.choice(below: 2, count: 1, probabilities: [1]) }
        #expect(throws: TensorError.self) { try generator.choice(below: 2, count: 1, probabilities: [0, 0]) }
        #expect(throws: TensorError.self) { try generator.choice(below: 2, count: 1, probabilities: [-1, 2]) }
        #expect(throws: TensorError.self) { try generator.choice(below: 2, count: 1, probabilities: [.nan, 2]) }
        #expect(throws: TensorError.self) {
            try generator.choice(below: 2, count: 2, withReplacement: false, probabilities: [1, 0])
        }
    }
}
