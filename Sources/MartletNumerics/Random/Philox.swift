/// Philox4x32-10: a counter, scrambled by ten rounds under a key (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
/// as easy as 1, 2, 3", SC'11).
package enum Philox {
    /// Four words: a counter or what became of it.
    package typealias Block = InlineArray<4, UInt32>

    /// The random words that belong to `counter` under `key`.
    @inline(__always)
    package static func block(counter: Block, key: InlineArray<2, UInt32>) -> Block {
        var (a, b, c, d) = (counter[0], counter[1], counter[2], counter[3])
        var (k, l) = (key[0], key[1])
        for _ in 0..<10 {
            let p = 0xD251_1F53 as UInt64 * UInt64(a)
            let q = 0xCD9E_8D57 as UInt64 * UInt64(c)
            (a, b, c, d) = (
                UInt32(truncatingIfNeeded: q >> 32) ^ b ^ k, UInt32(truncatingIfNeeded: q),
                UInt32(truncatingIfNeeded: p >> 32) ^ d ^ l, UInt32(truncatingIfNeeded: p)
            )
            k &+= 0x9E37_79B9
            l &+= 0xBB67_AE85
        }
        return [a, b, c, d]
    }
}
