extension PCG64 {
    /// A number in 0..<1, as `Generator.random()` gives it.
    public mutating func random() -> Double {
        let bits: UInt64 = next()
        return Double(bits >> 11) * 0x1p-53
    }

    /// A number in low..<high, as `Generator.uniform(low, high)` gives it.
    public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * random() }

    /// An integer in `range`, as `Generator.integers(low, high)` gives it.
    ///
    /// Reference: D. Lemire, Fast Random Integer Generation in an Interval (2019).
    ///
    /// - Throws: `EnvironmentError.invalid` for an empty range.
    public mutating func integer(in range: Range<Int>) throws(EnvironmentError) -> Int {
        guard !range.isEmpty else { throw .invalid(argument: "range", reason: "\(range) is empty") }
        let count = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
        let offset: UInt64 =
            switch count {
            case 1: 0
            case 0x1_0000_0000: UInt64(nextHalf())
            case 0..<0x1_0000_0000: UInt64(Self.below(UInt32(count)) { nextHalf() })
            default: Self.below(count) { next() }
            }
        return range.lowerBound &+ Int(truncatingIfNeeded: offset)
    }

    private static func below<Word: FixedWidthInteger & UnsignedInteger>(_ count: Word, _ bits: () -> Word) -> Word {
        var (high, low) = bits().multipliedFullWidth(by: count)
        if low < Word.Magnitude(count) {
            let threshold = Word.Magnitude((0 &- count) % count)
            while low < threshold { (high, low) = bits().multipliedFullWidth(by: count) }
        }
        return high
    }

    /// The first place whose cumulative probability exceeds a random number, as Gymnasium's `categorical_sample` finds
    /// it; 0 where rounding left the last one below it.
    ///
    /// - Parameter cumulative: the sums of the probabilities so far.
    public mutating func categorical(cumulative: some Collection<Double>) -> Int {
        let bound = random()
        var place = 0
        for sum in cumulative {
            if sum > bound { return place }
            place += 1
        }
        return 0
    }
}
