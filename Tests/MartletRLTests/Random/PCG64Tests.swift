import MartletCodecs
import MartletNumerics
import MartletRL
import Testing

@Suite struct PCG64Tests {
    static let seeds = Golden.random.metadata["seeds"]!.array!.map { UInt64($0.string!)! }

    @Test func numbersAreNumPys() throws {
        for (i, seed) in Self.seeds.enumerated() {
            var random = PCG64(seed: seed)
            let numbers = try Golden.random.tensor("random")[i].array(of: Double.self)
            #expect(numbers.map { _ in random.random() } == numbers, "seed \(seed)")
            let uniform = try Golden.random.tensor("uniform")[i].array(of: Double.self)
            #expect(uniform.map { _ in random.uniform(-0.6, -0.4) } == uniform, "seed \(seed)")
        }
    }

    /// Integers come of halves of numbers; what is drawn between them must not disturb the other half.
    @Test func integersAreNumPys() throws {
        let ranges = Golden.random.metadata["ranges"]!.array!.map { $0[0]!.integer!..<$0[1]!.integer! }
        for (i, seed) in Self.seeds.enumerated() {
            var random = PCG64(seed: seed)
            for _ in 0..<20 { _ = random.random() }
            for _ in 0..<20 { _ = random.uniform(0, 1) }
            let integers = try Golden.random.tensor("integers")[i].array(of: Int.self)
            #expect(try integers.indices.map { try random.integer(in: ranges[$0 % ranges.count]) } == integers)
            let places = try Golden.random.tensor("categorical")[i].array(of: Int.self)
            let sums = [0.1, 0.1 + 0.2, 0.1 + 0.2 + 0.3, 0.1 + 0.2 + 0.3 + 0.3999]
            #expect(places.map { _ in random.categorical(cumulative: sums) } == places)
        }
    }

    @Test func nothingIsDrawnFromNothing() {
        var random = PCG64(seed: 0)
        #expect(throws: EnvironmentError.invalid(argument: "range", reason: "3..<3 is empty")) {
            try random.integer(in: 3..<3)
        }
        #expect(random.categorical(cumulative: []) == 0)
        #expect(random.categorical(cumulative: [0, 0]) == 0)
    }

    /// As Swift's own sequences draw from it.
    @Test func isAGenerator() {
        var random = PCG64(seed: 1)
        #expect((0..<100).map { _ in Int.random(in: 0..<10, using: &random) }.max() == 9)
    }
}
