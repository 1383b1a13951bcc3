import CMartletKernels
import Foundation
import MartletNumerics
import Testing

@Suite struct RandomGeneratorTests {
    /// Philox's published words for counter and key 0, and where seed, stream and position go.
    @Test func wordsArePhilox() {
        var zero = RandomGenerator(seed: 0)
        #expect((0..<4).map { _ in zero.nextWord() } == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
        var generator = RandomGenerator(
            seed: 0x299f_31d0_a409_3822, stream: 0x0370_7344_1319_8a2e, position: 4 * 0x05a3_08d3_243f_6a88)
        var words: [UInt32] = [0, 0, 0, 0]
        mk_philox([0x243f_6a88, 0x05a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0], &words)
        #expect((0..<4).map { _ in generator.nextWord() } == words)
    }

    @Test func continuesAfterSaving() throws {
        for drawn in 0..<9 {
            var generator = RandomGenerator(seed: 42, stream: 7)
            for _ in 0..<drawn { _ = generator.nextWord() }
            let saved = try JSONEncoder().encode(generator)
            var restored = try JSONDecoder().decode(RandomGenerator.self, from: saved)
            #expect(restored == generator)
            #expect((0..<9).map { _ in restored.next() } == (0..<9).map { _ in generator.next() })
        }
    }

    /// Tensors are drawn by kernels in a sequence of their own, which must go on as well.
    @Test func tensorsContinueAfterSaving() throws {
        var generator = RandomGenerator(seed: 5)
        let first = try generator.normal([100])
        let saved = try JSONEncoder().encode(generator)
        var restored = try JSONDecoder().decode(RandomGenerator.self, from: saved)
        let second = try generator.normal([100])
        #expect(second != first)
        #expect(try restored.normal([100]) == second)
        #expect(restored.next() == generator.next())
    }

    @Test func seedsAndStreamsDiffer() {
        func first(_ seed: UInt64, _ stream: UInt64) -> UInt64 {
            var generator = RandomGenerator(seed: seed, stream: stream)
            return generator.next()
        }
        #expect(first(1, 0) == first(1, 0))
        #expect(Set([first(0, 0), first(1, 0), first(0, 1), first(1 << 32, 0), first(0, 1 << 32)]).count == 5)
    }
}
