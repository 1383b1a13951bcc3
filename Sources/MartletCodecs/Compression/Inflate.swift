/// Data that a decompressor cannot unpack.
enum InflateError: Error, CustomStringConvertible {
    case truncated
    /// It unpacks to more than is allowed.
    case tooLarge
    case damaged(String)

    var description: String {
        switch self {
        case .truncated: "it ends before the data does"
        case .tooLarge: "it holds more than is allowed"
        case .damaged(let reason): reason
        }
    }
}

/// Unpacks DEFLATE (RFC 1951).
struct Inflate: ~Copyable {
    private let input: UnsafeRawBufferPointer
    /// The next byte that isn't in `bits` yet.
    private var position: Int
    private var bits: UInt64 = 0
    private var bitCount = 0

    private let output: UnsafeMutableRawBufferPointer
    private var produced = 0

    /// Unpacks the stream that begins at `start` of `input` into `output`.
    ///
    /// - Returns: where in `input` the stream ends, and how many bytes it has become.
    static func unpack(
        _ input: UnsafeRawBufferPointer, from start: Int, into output: UnsafeMutableRawBufferPointer
    ) throws(InflateError) -> (end: Int, count: Int) {
        var inflate = Inflate(input: input, position: start, output: output)
        try inflate.run()
        return (inflate.position - inflate.bitCount / 8, inflate.produced)
    }

    private init(input: UnsafeRawBufferPointer, position: Int, output: UnsafeMutableRawBufferPointer) {
        self.input = input
        self.position = position
        self.output = output
    }

    private mutating func run() throws(InflateError) {
        while true {
            let isLast = try take(1) == 1
            switch try take(2) {
            case 0: try copyStored()
            case 1: try unpackBlock(Self.fixedLiterals, Self.fixedDistances)
            case 2:
                let (literals, distances) = try codes()
                try unpackBlock(literals, distances)
            default: throw .damaged("a block is of no kind that exists")
            }
            if isLast { return }
        }
    }
}

// MARK: - Bits

extension Inflate {
    /// Brings 56 bits or more into `bits`, or all there are.
    @inline(__always)
    private mutating func refill() {
        if position + 8 <= input.count {
            let word = UInt64(littleEndian: input.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            bits |= word << UInt64(bitCount)
            let bytes = (63 - bitCount) >> 3
            position += bytes
            bitCount += 8 * bytes
        } else {
            while bitCount <= 56, position < input.count {
                bits |= UInt64(input[position]) << UInt64(bitCount)
                position += 1
                bitCount += 8
            }
        }
        // What was read beyond the count comes again.
        bits &= bitCount == 64 ? .max : 1 << UInt64(bitCount) - 1
    }

    /// The next bits, of which there may be 32.
    @inline(__always)
    private mutating func take(_ count: Int) throws(InflateError) -> Int {
        if bitCount < count { refill() }
        guard bitCount >= count else { throw .truncated }
        let value = Int(bits & (1 << UInt64(count) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    /// A block of bytes as they are.
    private mutating func copyStored() throws(InflateError) {
        _ = try take(bitCount % 8)
        let (count, complement) = (try take(16), try take(16))
        guard count == ~complement & 0xFFFF else { throw .damaged("the length of a block is wrong") }
        position -= bitCount / 8
        (bits, bitCount) = (0, 0)
        guard count <= input.count - position else { throw .truncated }
        guard count <= output.count - produced else { throw .tooLarge }
        UnsafeMutableRawBufferPointer(rebasing: output[produced..<produced + count])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: input[position..<position + count]))
        position += count
        produced += count
    }
}

// MARK: - Codes

extension Inflate {
    /// A prefix code: what the next bits mean. An entry is a symbol and, in the lowest four bits, its length; 0 where there
    /// is none.
    private struct Code {
        private(set) var entries: [UInt16]
        let width: Int

        /// The canonical code whose symbols have these lengths, of 15 bits at most.
        init(_ lengths: some RandomAccessCollection<UInt8>) throws(InflateError) {
            var counts = [Int](repeating: 0, count: 16)
            for length in lengths { counts[Int(length)] += 1 }
            counts[0] = 0
            width = max(counts.lastIndex { $0 > 0 } ?? 1, 1)
            entries = Array(repeating: 0, count: 1 << width)
            var next = [Int](repeating: 0, count: 16)
            var code = 0
            for length in 1...15 {
                code = (code + counts[length - 1]) << 1
                next[length] = code
                guard code + counts[length] <= 1 << length else { throw .damaged("a code has too many symbols") }
            }
            for (symbol, length) in lengths.enumerated() where length > 0 {
                let length = Int(length)
                // Codes come with their highest bit first.
                var reversed = 0
                for bit in 0..<length where next[length] >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
                next[length] += 1
                let entry = UInt16(symbol << 4 | length)
                for index in stride(from: reversed, to: entries.count, by: 1 << length) { entries[index] = entry }
            }
        }
    }

    private static let fixedLiterals = try! Code(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = try! Code([UInt8](repeating: 5, count: 30))

    /// The order in which lengths of the code for lengths come.
    static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    @inline(__always)
    private mutating func symbol(_ entries: UnsafeBufferPointer<UInt16>) throws(InflateError) -> Int {
        if bitCount < 15 { refill() }
        let entry = Int(entries[Int(truncatingIfNeeded: bits) & (entries.count - 1)])
        let length = entry & 15
        guard length <= bitCount else { throw .truncated }
        guard length > 0 else {
            if bitCount < 15 { throw .truncated }
            throw .damaged("it holds a code that stands for nothing")
        }
        bits >>= UInt64(length)
        bitCount -= length
        return entry >> 4
    }

    private mutating func symbol(of code: Code) throws(InflateError) -> Int {
        try code.entries.withUnsafeBufferPointer { entries throws(InflateError) in try symbol(entries) }
    }

    /// The codes of a block that brings its own.
    private mutating func codes() throws(InflateError) -> (literals: Code, distances: Code) {
        let (literalCount, distanceCount) = (try take(5) + 257, try take(5) + 1)
        guard literalCount <= 286, distanceCount <= 30 else { throw .damaged("a code has too many symbols") }
        var orders = [UInt8](repeating: 0, count: 19)
        for index in 0..<(try take(4) + 4) { orders[Self.lengthOrder[index]] = UInt8(try take(3)) }
        let code = try Code(orders)
        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try symbol(of: code)
            let (value, count): (UInt8, Int)
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw .damaged("a code repeats what isn't there") }
                (value, count) = (last, try take(2) + 3)
            case 17: (value, count) = (0, try take(3) + 3)
            case 18: (value, count) = (0, try take(7) + 11)
            default: (value, count) = (UInt8(symbol), 1)
            }
            lengths.append(contentsOf: repeatElement(value, count: count))
        }
        guard lengths.count == literalCount + distanceCount else { throw .damaged("a code has too many symbols") }
        guard lengths[256] > 0 else { throw .damaged("a block has no end") }
        return (try Code(lengths[..<literalCount]), try Code(lengths[literalCount...]))
    }
}

// MARK: - Blocks

extension Inflate {
    static let lengthBases: [UInt16] = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    static let lengthBits: [UInt8] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases: [UInt16] = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]

    private mutating func unpackBlock(_ literals: Code, _ distances: Code) throws(InflateError) {
        try literals.entries.withUnsafeBufferPointer { literals throws(InflateError) in
            try distances.entries.withUnsafeBufferPointer { distances throws(InflateError) in
                try unpackBlock(literals, distances)
            }
        }
    }

    private mutating func unpackBlock(
        _ literals: UnsafeBufferPointer<UInt16>, _ distances: UnsafeBufferPointer<UInt16>
    ) throws(InflateError) {
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                guard produced < output.count else { throw .tooLarge }
                output[produced] = UInt8(truncatingIfNeeded: symbol)
                produced += 1
                continue
            }
            if symbol == 256 { return }
            guard symbol - 257 < Self.lengthBases.count else { throw .damaged("it holds a length that can't be") }
            let length = Int(Self.lengthBases[symbol - 257]) + (try take(Int(Self.lengthBits[symbol - 257])))
            let place = try self.symbol(distances)
            guard place < Self.distanceBases.count else { throw .damaged("it holds a distance that can't be") }
            let distance = Int(Self.distanceBases[place]) + (try take(max(place / 2 - 1, 0)))
            guard distance <= produced else { throw .damaged("it repeats what is before its beginning") }
            guard length <= output.count - produced else { throw .tooLarge }
            repeatBytes(length, distance)
        }
    }

    /// Copies bytes from `distance` before the end; these may be some that are only just written.
    @inline(__always)
    private mutating func repeatBytes(_ length: Int, _ distance: Int) {
        let target = output.baseAddress! + produced
        if distance >= length {
            target.copyMemory(from: target - distance, byteCount: length)
        } else {
            for index in 0..<length {
                target.storeBytes(
                    of: (target + index - distance).load(as: UInt8.self), toByteOffset: index, as: UInt8.self)
            }
        }
        produced += length
    }
}
