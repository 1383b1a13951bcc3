#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Packs to DEFLATE (RFC 1951) by what weights have: bytes that occur more often than others, and runs of one byte.
/// Other repetitions aren't looked for.
struct Deflate {
    private let input: [UInt8]
    private(set) var output: [UInt8]
    private var bits: UInt64 = 0
    private var bitCount = 0

    /// Appends the packed `input` to `output`.
    init(_ input: [UInt8], to output: [UInt8]) {
        (self.input, self.output) = (input, output)
        var block = Block(input, 0..<0)
        for start in stride(from: 0, to: input.count, by: Block.pieceBytes) {
            let piece = Block(input, start..<min(start + Block.pieceBytes, input.count))
            if !block.join(piece) {
                write(block, isLast: false)
                block = piece
            }
        }
        write(block, isLast: true)
        put(0, (8 - bitCount % 8) % 8)
        flush()
    }
}

// MARK: - Blocks

extension Deflate {
    /// Bytes that one code is for.
    private struct Block {
        static let pieceBytes = 4096
        static let mostBytes = 1 << 20
        /// Shorter runs may take less byte by byte.
        static let shortestRun = 8
        static let end = 256

        private(set) var range: Range<Int>
        /// Bytes, and runs as 256 more than their lengths.
        private(set) var tokens: [UInt16] = []
        /// How often each symbol occurs: a byte, the end, the length of a run.
        private(set) var counts = [Int](repeating: 0, count: 286)
        private(set) var estimate = 0.0

        init(_ input: [UInt8], _ range: Range<Int>) {
            self.range = range
            var place = range.lowerBound
            while place < range.upperBound {
                var run = 0
                if place > 0 {
                    let most = min(258, range.upperBound - place)
                    while run < most, input[place + run] == input[place - 1] { run += 1 }
                }
                let isRun = run >= Self.shortestRun
                tokens.append(isRun ? UInt16(256 + run) : UInt16(input[place]))
                counts[isRun ? Deflate.runs[run].symbol : Int(input[place])] += 1
                place += isRun ? run : 1
            }
            counts[Self.end] = 1
            estimate = Self.estimate(counts, range.count)
        }

        /// Takes in the bytes that follow if one code for all takes no more than two.
        mutating func join(_ other: Block) -> Bool {
            guard range.count + other.range.count <= Self.mostBytes else { return false }
            var sums = zip(counts, other.counts).map { $0 + $1 }
            sums[Self.end] = 1
            let joined = Self.estimate(sums, range.count + other.range.count)
            guard joined <= estimate + other.estimate else { return false }
            range = range.lowerBound..<other.range.upperBound
            tokens += other.tokens
            (counts, estimate) = (sums, joined)
            return true
        }

        /// About how many bits it takes: its entropy, and what says the code.
        private static func estimate(_ counts: [Int], _ byteCount: Int) -> Double {
            let total = Double(counts.reduce(0, +))
            let coded = counts.reduce(0.0) { $1 == 0 ? $0 : $0 + 5 - Double($1) * log2(Double($1) / total) }
            return min(coded, Double(8 * byteCount))
        }
    }

    /// The symbol of each length of a run, and the bits behind it.
    private static let runs: [(symbol: Int, bits: Int, base: Int)] = (0...258).map { length in
        guard let index = Inflate.lengthBases.lastIndex(where: { $0 <= length }) else { return (0, 0, 0) }
        return (257 + index, Int(Inflate.lengthBits[index]), Int(Inflate.lengthBases[index]))
    }

    private mutating func write(_ block: Block, isLast: Bool) {
        let literals = PrefixCode(counts: block.counts, limit: 15)
        // A run repeats the byte before it: of distances there is one.
        let described = Self.description(literals.lengths + [1])
        var counts = [Int](repeating: 0, count: 19)
        for item in described { counts[item.symbol] += 1 }
        // A code for lengths must have two symbols or more.
        for symbol in 0...1 where counts[symbol] == 0 { counts[symbol] = 1 }
        let code = PrefixCode(counts: counts, limit: 7)

        var size = 17 + 3 * 19 + described.reduce(0) { $0 + Int(code.lengths[$1.symbol]) + $1.bits }
        for (symbol, count) in block.counts.enumerated() { size += count * Int(literals.lengths[symbol]) }
        for token in block.tokens where token > 256 { size += Self.runs[Int(token) - 256].bits + 1 }
        guard size < 8 * block.range.count else { return store(block.range, isLast: isLast) }

        put(isLast ? 1 : 0, 1)
        put(2, 2)
        put(literals.lengths.count - 257, 5)
        put(0, 5)
        put(19 - 4, 4)
        for symbol in Inflate.lengthOrder { put(Int(code.lengths[symbol]), 3) }
        for item in described {
            put(code, item.symbol)
            put(item.value, item.bits)
        }
        for token in block.tokens {
            guard token > 256 else {
                put(literals, Int(token))
                continue
            }
            let length = Int(token) - 256
            let run = Self.runs[length]
            put(literals, run.symbol)
            put(length - run.base, run.bits)
            put(0, 1)
        }
        put(literals, Block.end)
    }

    /// Lengths of codes as symbols for them, with the bits that follow each: repetitions of the last, and of zeros.
    private static func description(_ lengths: [UInt8]) -> [(symbol: Int, value: Int, bits: Int)] {
        var items: [(symbol: Int, value: Int, bits: Int)] = []
        var place = 0
        while place < lengths.count {
            let length = lengths[place]
            let run = lengths[place...].prefix { $0 == length }.count
            let isRepeated = place > 0 && lengths[place - 1] == length
            switch run {
            case 11... where length == 0:
                items.append((18, min(run, 138) - 11, 7))
                place += min(run, 138)
            case 3... where length == 0:
                items.append((17, run - 3, 3))
                place += run
            case 3... where isRepeated:
                items.append((16, min(run, 6) - 3, 2))
                place += min(run, 6)
            default:
                items.append((Int(length), 0, 0))
                place += 1
            }
        }
        return items
    }

    /// Bytes as they are, in blocks of as many as can be.
    private mutating func store(_ range: Range<Int>, isLast: Bool) {
        var start = range.lowerBound
        repeat {
            let end = min(start + 65535, range.upperBound)
            put(isLast && end == range.upperBound ? 1 : 0, 1)
            put(0, 2)
            put(0, (8 - bitCount % 8) % 8)
            put(end - start, 16)
            put(~(end - start) & 0xFFFF, 16)
            flush()
            output += input[start..<end]
            start = end
        } while start < range.upperBound
    }
}

// MARK: - Bits

extension Deflate {
    /// Writes `count` bits, of which there may be 16.
    @inline(__always)
    private mutating func put(_ value: Int, _ count: Int) {
        bits |= UInt64(value) << UInt64(bitCount)
        bitCount += count
        if bitCount >= 48 { flush() }
    }

    @inline(__always)
    private mutating func put(_ code: PrefixCode, _ symbol: Int) {
        put(Int(code.bits[symbol]), Int(code.lengths[symbol]))
    }

    /// Writes the bytes that are full.
    private mutating func flush() {
        while bitCount >= 8 {
            output.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            bitCount -= 8
        }
    }
}
