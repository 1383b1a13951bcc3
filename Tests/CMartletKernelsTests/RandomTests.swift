import CMartletKernels
import Glibc
import Testing

private func philox(_ counter: [UInt32], _ key: [UInt32]) -> [UInt32] {
    var result = [UInt32](repeating: 0, count: 4)
    mk_philox(counter, key, &result)
    return result
}

private func sample(
    _ kind: mk_random_kind, _ count: Int, a: Float = 0, b: Float = 1, seed: UInt64 = 1, step: UInt64 = 0,
    key: UInt64 = 0, threads: Int32 = 1
) -> [UInt32] {
    let call = mk_random(
        mk_random_parameters(kind: kind, threads: threads, key: key, count: Int64(count), a: a, b: b))
    var state = mk_random_state(seed: seed, step: step)
    let output = Operand<UInt32>(repeating: 0, count: count)
    withUnsafeMutablePointer(to: &state) { call.run($0, output.address) }
    precondition(output.isGuardWhole)
    return output.elements
}

private func floats(
    _ kind: mk_random_kind, _ count: Int, a: Float, b: Float, seed: UInt64 = 1
) -> [Double] {
    sample(kind, count, a: a, b: b, seed: seed).map { Double(Float(bitPattern: $0)) }
}

/// The largest distance between the distribution of `values` and `distribution`, times √n (Kolmogorov and Smirnov).
private func distance(_ values: [Double], _ distribution: (Double) -> Double) -> Double {
    let n = Double(values.count)
    return values.sorted().enumerated().reduce(0) { worst, item in
        let p = distribution(item.element)
        return max(worst, abs(p - Double(item.offset) / n), abs(p - Double(item.offset + 1) / n))
    } * n.squareRoot()
}

private func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

extension KernelTests {
    @Suite struct RandomTests {
        /// The known answers of the generator's authors (Random123, kat_vectors).
        @Test func knownAnswers() {
            #expect(philox([0, 0, 0, 0], [0, 0]) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
            let ones = UInt32.max
            #expect(
                philox([ones, ones, ones, ones], [ones, ones])
                    == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
            #expect(
                philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0])
                    == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
        }

        @Test func elementsFollowTheDocumentedLayout() {
            let (seed, step, key): (UInt64, UInt64, UInt64) = (0x0123_4567_89ab_cdef, 0xfeed_beef_1234_5678, 42)
            let mixed = seed ^ (key &* 0x9E37_79B9_7F4A_7C15)
            forEachInstructionSet {
                for count in [0, 1, 63, 64, 65, 1000] {
                    let bits = sample(MK_RANDOM_BITS, count, seed: seed, step: step, key: key)
                    for index in 0..<count {
                        let (group, word, lane) = (index / 64, index % 64 / 16, index % 16)
                        let block = philox(
                            [UInt32(16 * group + lane), 0, UInt32(truncatingIfNeeded: step), UInt32(step >> 32)],
                            [UInt32(truncatingIfNeeded: mixed), UInt32(mixed >> 32)])
                        #expect(bits[index] == block[word])
                    }
                }
            }
        }

        @Test func threadsAndLengthChangeNothing() {
            forEachInstructionSet {
                for kind in [
                    MK_RANDOM_BITS, MK_RANDOM_UNIFORM, MK_RANDOM_NORMAL, MK_RANDOM_TRUNCATED_NORMAL,
                    MK_RANDOM_BERNOULLI,
                ] {
                    let one = sample(kind, 5000, a: 0.25, b: 2, threads: 1)
                    #expect(one == sample(kind, 5000, a: 0.25, b: 2, threads: 2))
                    #expect(Array(one.prefix(1234)) == sample(kind, 1234, a: 0.25, b: 2))
                    #expect(one != sample(kind, 5000, a: 0.25, b: 2, seed: 2))
                    #expect(one != sample(kind, 5000, a: 0.25, b: 2, step: 1))
                    #expect(one != sample(kind, 5000, a: 0.25, b: 2, key: 1))
                }
            }
        }

        @Test func distributionsFit() {
            let count = 200_000
            // A distance above 1.95 has a probability of 1e-3; the seed is fixed, so this cannot flicker.
            forEachInstructionSet {
                let uniform = floats(MK_RANDOM_UNIFORM, count, a: -3, b: 5)
                #expect(uniform.allSatisfy { $0 >= -3 && $0 < 5 })
                #expect(distance(uniform) { ($0 + 3) / 8 } < 1.95)
                let gaussian = floats(MK_RANDOM_NORMAL, count, a: 1, b: 2)
                #expect(distance(gaussian) { normal(($0 - 1) / 2) } < 1.95)
                #expect(gaussian.map { abs($0 - 1) / 2 }.max()! > 4)
                let truncated = floats(MK_RANDOM_TRUNCATED_NORMAL, count, a: 1, b: 2)
                #expect(truncated.allSatisfy { abs($0 - 1) <= 4 })
                let inside = normal(2) - normal(-2)
                #expect(distance(truncated) { (normal(($0 - 1) / 2) - normal(-2)) / inside } < 1.95)
                let mask = floats(MK_RANDOM_BERNOULLI, count, a: 0.8, b: 1.25)
                #expect(mask.allSatisfy { $0 == 0 || $0 == 1.25 })
                let kept = Double(mask.count { $0 != 0 })
                #expect(abs(kept - 0.8 * Double(count)) < 4 * (0.16 * Double(count)).squareRoot())
            }
        }

        @Test func edgesStayInside() {
            let tiny = floats(MK_RANDOM_UNIFORM, 100_000, a: 1, b: Float(1).nextUp.nextUp)
            #expect(tiny.allSatisfy { $0 >= 1 && Float($0) < Float(1).nextUp.nextUp })
            #expect(floats(MK_RANDOM_BERNOULLI, 10_000, a: 1, b: 1).allSatisfy { $0 == 1 })
            #expect(floats(MK_RANDOM_BERNOULLI, 10_000, a: 0, b: 1).allSatisfy { $0 == 0 })
        }
    }
}
