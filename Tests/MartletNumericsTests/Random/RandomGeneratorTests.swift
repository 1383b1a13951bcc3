import Foundation
import MartletNumerics
import Testing

@Suite struct RandomGeneratorTests {
    /// The published known-answer vectors of philox4x32 with 10 rounds.
    @Test func knownAnswers() {
        let ones = UInt32.max
        #expect(
            Philox.block(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
                == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        #expect(
            Philox.block(counter: SIMD4(ones, ones, ones, ones), key: SIMD2(ones, ones))
                == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        #expect(
            Philox.block(
                counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0)
            )
                == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
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

    @Test func seedsAndStreamsDiffer() {
        func first(_ seed: UInt64, _ stream: UInt64) -> UInt64 {
            var generator = RandomGenerator(seed: seed, stream: stream)
            return generator.next()
        }
        #expect(first(1, 0) == first(1, 0))
        #expect(Set([first(0, 0), first(1, 0), first(0, 1), first(1 << 32, 0), first(0, 1 << 32)]).count == 5)
    }
}
