/// Makes good seeds of bad ones: NumPy's `SeedSequence`, without spawning.
///
/// Reference: M. O'Neill, Developing a seed_seq Alternative (2015), as NumPy has it.
struct SeedSequence {
    private var pool: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)

    init(_ seed: UInt64) {
        // NumPy takes a seed's words of 32 bits from the lowest on; a word that isn't there counts as 0.
        let entropy = [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32), 0, 0]
        var hash = Hash(constant: 0x43B0_D7E5, multiplier: 0x931E_8875)
        var mixer = entropy.map { hash($0) }
        for source in 0..<4 {
            for destination in 0..<4 where destination != source {
                mixer[destination] = Self.mix(mixer[destination], hash(mixer[source]))
            }
        }
        pool = (mixer[0], mixer[1], mixer[2], mixer[3])
    }

    /// Four words of 64 bits.
    func state() -> (UInt64, UInt64, UInt64, UInt64) {
        var hash = Hash(constant: 0x8B51_F9DD, multiplier: 0x58F3_8DED)
        func word(_ low: UInt32, _ high: UInt32) -> UInt64 {
            let low = hash(low)
            return UInt64(hash(high)) << 32 | UInt64(low)
        }
        let (a, b) = (word(pool.0, pool.1), word(pool.2, pool.3))
        let (c, d) = (word(pool.0, pool.1), word(pool.2, pool.3))
        return (a, b, c, d)
    }

    private static func mix(_ x: UInt32, _ y: UInt32) -> UInt32 {
        let mixed = 0xCA01_F9DD &* x &- 0x4973_F715 &* y
        return mixed ^ mixed >> 16
    }

    private struct Hash {
        var constant: UInt32
        let multiplier: UInt32

        mutating func callAsFunction(_ value: UInt32) -> UInt32 {
            let value = value ^ constant
            constant &*= multiplier
            let product = value &* constant
            return product ^ product >> 16
        }
    }
}
