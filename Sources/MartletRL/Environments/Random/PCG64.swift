/// The random numbers of `numpy.random.default_rng(seed)`, bit for bit: environments begin and slip as Gymnasium's do.
///
/// All else in Martlet draws from `RandomGenerator`.
///
/// Reference: M. O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
/// Generation (2014): PCG XSL RR 128/64.
public struct PCG64: RandomNumberGenerator, Sendable, Hashable, Codable {
    private var state: Wide
    private let increment: Wide
    /// The upper half of a number whose lower half was used.
    private var half: UInt32?

    /// The generator that NumPy makes of `seed`.
    public init(seed: UInt64) {
        let (a, b, c, d) = SeedSequence(seed).state()
        // The sequence's number, doubled, is made odd.
        increment = Wide(high: c << 1 | d >> 63, low: d << 1 | 1)
        state = increment
        state += Wide(high: a, low: b)
        advance()
    }

    private mutating func advance() {
        state = state * Wide(high: 0x2360_ED05_1FC6_5DA4, low: 0x4385_DF64_9FCC_F645)
        state += increment
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        advance()
        let (folded, turn) = (state.high ^ state.low, state.high >> 58)
        return folded >> turn | folded << (64 &- turn & 63)
    }

    /// 32 random bits: the lower half of a number, then its upper half.
    mutating func nextHalf() -> UInt32 {
        if let upper = half {
            half = nil
            return upper
        }
        let bits: UInt64 = next()
        half = UInt32(bits >> 32)
        return UInt32(truncatingIfNeeded: bits)
    }
}

/// 128 bits; they wrap around.
private struct Wide: Sendable, Hashable, Codable {
    var high, low: UInt64

    static func += (a: inout Wide, b: Wide) {
        let (low, carries) = a.low.addingReportingOverflow(b.low)
        a = Wide(high: a.high &+ b.high &+ (carries ? 1 : 0), low: low)
    }

    static func * (a: Wide, b: Wide) -> Wide {
        let (high, low) = a.low.multipliedFullWidth(by: b.low)
        return Wide(high: high &+ a.high &* b.low &+ a.low &* b.high, low: low)
    }
}
