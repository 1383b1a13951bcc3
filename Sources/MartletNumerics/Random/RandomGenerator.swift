internal import CMartletKernels

/// A reproducible source of random numbers: Philox4x32-10 over a counter (Salmon, Moraes, Dror, Shaw: "Parallel random
/// numbers: as easy as 1, 2, 3", SC'11).
///
/// The same seed and stream give the same numbers everywhere; different streams of one seed are independent. A generator
/// is a small value: saving it (it is `Codable`) and reading it back continues the sequence bit for bit.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
    /// What the sequence depends on.
    public let seed: UInt64
    /// Which of the seed's independent sequences this is.
    public let stream: UInt64
    /// The number of 32-bit words drawn so far.
    public private(set) var position: UInt64
    private var block = Block(repeating: 0)

    private typealias Block = InlineArray<4, UInt32>

    /// A generator at the start of its sequence, or at `position`.
    public init(seed: UInt64, stream: UInt64 = 0, position: UInt64 = 0) {
        self.seed = seed
        self.stream = stream
        self.position = position
        if position % 4 != 0 { block = makeBlock() }
    }

    /// The next 32 random bits.
    @inline(__always)
    package mutating func nextWord() -> UInt32 {
        let word = Int(position & 3)
        if word == 0 { block = makeBlock() }
        position &+= 1
        return block[word]
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let low = nextWord()
        return UInt64(nextWord()) << 32 | UInt64(low)
    }

    /// A number below `bound`, each equally likely (Lemire: "Fast random integer generation in an interval", 2019).
    @inline(__always)
    package mutating func next(below bound: UInt32) -> UInt32 {
        var product = UInt64(nextWord()) * UInt64(bound)
        if UInt32(truncatingIfNeeded: product) < bound {
            let threshold = (0 &- bound) % bound
            while UInt32(truncatingIfNeeded: product) < threshold {
                product = UInt64(nextWord()) * UInt64(bound)
            }
        }
        return UInt32(truncatingIfNeeded: product >> 32)
    }

    /// A number uniform in [0, 1), of 53 random bits.
    @inline(__always)
    package mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Leaves a whole block unused, whose number nobody else gets.
    mutating func reserveBlock() -> UInt64 {
        let number = (position &+ 3) >> 2
        position = (number &+ 1) << 2
        return number
    }

    private func makeBlock() -> Block {
        // The words of two 64-bit numbers in memory, the low word first, are what the kernel takes.
        let counter: InlineArray<2, UInt64> = [(position >> 2).littleEndian, stream.littleEndian]
        let key = seed.littleEndian
        var block = Block(repeating: 0)
        withUnsafeBytes(of: counter) { counter in
            withUnsafeBytes(of: key) { key in
                withUnsafeMutableBytes(of: &block) { block in
                    mk_philox(
                        counter.assumingMemoryBound(to: UInt32.self).baseAddress,
                        key.assumingMemoryBound(to: UInt32.self).baseAddress,
                        block.assumingMemoryBound(to: UInt32.self).baseAddress)
                }
            }
        }
        return block
    }
}

extension RandomGenerator: Hashable {
    public static func == (a: RandomGenerator, b: RandomGenerator) -> Bool {
        a.seed == b.seed && a.stream == b.stream && a.position == b.position
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(seed)
        hasher.combine(stream)
        hasher.combine(position)
    }
}

extension RandomGenerator: Codable {
    private enum CodingKeys: String, CodingKey {
        case seed, stream, position
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            seed: try container.decode(UInt64.self, forKey: .seed),
            stream: try container.decode(UInt64.self, forKey: .stream),
            position: try container.decode(UInt64.self, forKey: .position))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(seed, forKey: .seed)
        try container.encode(stream, forKey: .stream)
        try container.encode(position, forKey: .position)
    }
}
