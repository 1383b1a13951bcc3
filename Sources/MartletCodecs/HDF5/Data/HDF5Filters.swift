/// What chunks of a dataset went through when they were written, in that order.
struct HDF5Filters {
    private enum Filter {
        case deflate
        case shuffle(elementBytes: Int)
        case fletcher32
    }

    private var filters: [Filter] = []

    /// No filters.
    init() {}

    /// - Parameter message: a filter pipeline message.
    init(_ message: HDF5Cursor) throws {
        var message = message
        let version = try message.version(1...2)
        let count = try message.byte()
        if version == 1 { try message.skip(6) }
        for _ in 0..<count {
            let number = try message.integer(2)
            let nameBytes = version == 1 || number >= 256 ? try message.integer(2) : 0
            try message.skip(2)
            let valueCount = try message.integer(2)
            let name = try message.bytes(version == 1 ? (nameBytes + 7) & ~7 : nameBytes).prefix { $0 != 0 }
            var values: [Int] = []
            for _ in 0..<valueCount { values.append(try message.integer(4)) }
            if version == 1, valueCount % 2 == 1 { try message.skip(4) }
            switch number {
            case 1: filters.append(.deflate)
            case 2: filters.append(.shuffle(elementBytes: max(values.first ?? 1, 1)))
            case 3: filters.append(.fletcher32)
            default:
                throw message.failure(
                    "its chunks went through filter \(number) ('\(String(decoding: name, as: UTF8.self))'); "
                        + "gzip, shuffle and fletcher32 are read: write the file again with these, or without")
            }
        }
    }

    var isEmpty: Bool { filters.isEmpty }

    /// DEFLATE makes at most 1,032 bytes of one.
    private static let mostInflation = 1032

    /// The most bytes that a chunk of `count` bytes in the file can become.
    func mostBytes(of count: Int) -> Int {
        let isDeflated = filters.contains { if case .deflate = $0 { true } else { false } }
        return isDeflated ? count * Self.mostInflation : count
    }

    /// A chunk of `count` bytes as it was before the filters.
    ///
    /// - Parameters:
    ///   - mask: a bit for each filter that was passed over.
    ///   - failure: makes an error.
    func undone(
        _ stored: consuming [UInt8], mask: UInt32, count: Int, _ failure: (String) -> HDF5Error
    ) throws -> [UInt8] {
        for (index, filter) in filters.enumerated().reversed() where index >= 32 || mask >> UInt32(index) & 1 == 0 {
            switch filter {
            case .fletcher32: stored = try Self.checked(stored, failure)
            case .shuffle(let bytes): stored = Self.unshuffled(stored, bytes)
            case .deflate:
                do {
                    // A checksum may follow.
                    stored = try Zlib.inflated(stored, limit: count + 4 * filters.count)
                } catch {
                    throw failure("a chunk cannot be unpacked: \(error); the file is damaged")
                }
            }
        }
        guard stored.count == count else {
            throw failure("a chunk has \(stored.count) bytes and must have \(count); the file is damaged")
        }
        return stored
    }

    /// Brings the bytes of each element together again, which lay apart: all first ones, all second ones.
    private static func unshuffled(_ bytes: [UInt8], _ elementBytes: Int) -> [UInt8] {
        let count = bytes.count / elementBytes
        guard elementBytes > 1, count > 1 else { return bytes }
        return bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: source.count) { target, initialized in
                for byte in 0..<elementBytes {
                    for element in 0..<count { target[element * elementBytes + byte] = source[byte * count + element] }
                }
                for index in elementBytes * count..<source.count { target[index] = source[index] }
                initialized = source.count
            }
        }
    }

    /// The bytes before Fletcher's checksum in the last four, which must be right.
    private static func checked(_ bytes: [UInt8], _ failure: (String) -> HDF5Error) throws -> [UInt8] {
        guard bytes.count >= 4 else { throw failure("a chunk is shorter than its checksum; the file is damaged") }
        let data = bytes.dropLast(4)
        let stored = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        var (a, b) = (UInt32(0), UInt32(0))
        for index in stride(from: 0, to: data.count, by: 2) {
            let low = index + 1 < data.count ? UInt32(data[index + 1]) : 0
            a = (a + (UInt32(data[index]) << 8 | low)) % 0xFFFF
            b = (b + a) % 0xFFFF
        }
        // The sums are kept below 65,536 by others, in which 65,535 stands for 0 too.
        guard (stored & 0xFFFF) % 0xFFFF == a, (stored >> 16) % 0xFFFF == b else {
            throw failure("the checksum of a chunk is wrong; the file is damaged")
        }
        return Array(data)
    }
}
