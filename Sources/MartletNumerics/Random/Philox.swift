/// Philox4x32-10: a counter, scrambled by ten rounds under a key (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
/// as easy as 1, 2, 3", SC'11).
package enum Philox {
    /// The four random words that belong to `counter` under `key`.
    @inline(__always)
    package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (c, k) = (counter, key)
        for _ in 0..<10 {
            let p = 0xD251_1F53 as UInt64 * UInt64(c[0])
            let q = 0xCD9E_8D57 as UInt64 * UInt64(c[2])
            c = SIMD4(
                UInt32(truncatingIfNeeded: q >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: q),
                UInt32(truncatingIfNeeded: p >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p))
            k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
        }
        return c
    }
}
