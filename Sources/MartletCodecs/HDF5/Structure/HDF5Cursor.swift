/// Reads the fields of a structure one after another; none beyond its end.
struct HDF5Cursor {
    /// What is read, for messages.
    let what: String
    /// The address of the next field.
    var place: Int { base + position }
    /// How many bytes are left.
    var remaining: Int { end - position }

    private let bytes: [UInt8]
    private let base: Int
    private let offset: Int
    private let limit: Int
    let addressBytes: Int
    let lengthBytes: Int
    private var position = 0
    private var end: Int

    /// - Parameters:
    ///   - address: of the first byte.
    ///   - offset: where in the file address 0 is.
    ///   - limit: the most that a size can be.
    init(
        _ what: String, _ bytes: [UInt8], at address: Int, offset: Int, limit: Int, addressBytes: Int, lengthBytes: Int
    ) {
        self.what = what
        self.bytes = bytes
        self.base = address
        self.offset = offset
        self.limit = limit
        self.addressBytes = addressBytes
        self.lengthBytes = lengthBytes
        end = bytes.count
    }

    func failure(_ reason: String) -> HDF5Error {
        HDF5Error(at: offset &+ place, "\(what): \(reason)")
    }

    private func require(_ count: Int) throws {
        guard count >= 0, count <= remaining else {
            throw failure("it needs \(count) bytes there and has \(remaining); the file is damaged")
        }
    }
}

extension HDF5Cursor {
    /// A number of 1 to 8 bytes, the lowest first.
    mutating func unsigned(_ width: Int) throws -> UInt64 {
        try require(width)
        guard width <= 8 else { throw failure("it has numbers of \(width) bytes; the file is damaged") }
        var value: UInt64 = 0
        for index in 0..<width { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += width
        return value
    }

    /// The same, of a number that must be small enough for arithmetic.
    mutating func integer(_ width: Int) throws -> Int {
        let value = try unsigned(width)
        guard let integer = Int(exactly: value) else {
            throw failure("it holds the number \(value), which is too large; the file is damaged")
        }
        return integer
    }

    /// A number of bytes, or of what takes at least a bit each, which can't be more than the file has.
    mutating func size(_ width: Int? = nil) throws -> Int {
        let value = try integer(width ?? lengthBytes)
        guard value <= limit else {
            throw failure("it claims \(value) bytes, and the file has \(limit); it is damaged")
        }
        return value
    }

    /// A length that isn't one of bytes in the file.
    mutating func length() throws -> UInt64 { try unsigned(lengthBytes) }

    /// An address; nil if it is undefined.
    mutating func address() throws -> Int? {
        let value = try unsigned(addressBytes)
        if value == UInt64.max >> UInt64(64 - 8 * addressBytes) { return nil }
        guard value < UInt64(limit) else {
            throw failure("it leads to byte \(value), and the file has \(limit); it is cut short or damaged")
        }
        return Int(value)
    }

    /// An address that must be there.
    mutating func definedAddress() throws -> Int {
        guard let address = try address() else { throw failure("it lacks an address; the file is damaged") }
        return address
    }

    mutating func byte() throws -> UInt8 { UInt8(truncatingIfNeeded: try unsigned(1)) }

    mutating func skip(_ count: Int) throws {
        try require(count)
        position += count
    }

    /// The next `count` bytes.
    mutating func bytes(_ count: Int) throws -> ArraySlice<UInt8> {
        try require(count)
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// The next `count` bytes as a structure of their own.
    mutating func part(_ count: Int, _ what: String? = nil) throws -> HDF5Cursor {
        try require(count)
        var part = HDF5Cursor(
            what ?? self.what, bytes, at: base, offset: offset, limit: limit, addressBytes: addressBytes,
            lengthBytes: lengthBytes)
        part.position = position
        part.end = position + count
        position += count
        return part
    }

    /// The bytes up to a zero byte, which is passed over too.
    mutating func bytesToZero() throws -> ArraySlice<UInt8> {
        guard let zero = bytes[position..<end].firstIndex(of: 0) else {
            throw failure("it holds a name without an end; the file is damaged")
        }
        defer { position = zero + 1 }
        return bytes[position..<zero]
    }

    /// Passes over the four letters that must be there.
    mutating func signature(_ letters: StaticString) throws {
        let found = try bytes(4)
        guard letters.withUTF8Buffer({ found.elementsEqual($0) }) else {
            position -= 4
            throw failure("it must begin with \(letters); the file is damaged")
        }
    }

    /// Passes over a version, which must be one of `known`, and returns it.
    @discardableResult
    mutating func version(_ known: ClosedRange<UInt8>) throws -> UInt8 {
        let version = try byte()
        guard known ~= version else {
            position -= 1
            throw failure(
                "it has version \(version), and \(known.lowerBound) to \(known.upperBound) are read; "
                    + "the file is damaged or of a kind that isn't read")
        }
        return version
    }

    /// Compares the checksum that the last four bytes hold of all before them, and lets the structure end before them.
    mutating func verifyChecksum(_ isWanted: Bool) throws {
        try require(4)
        end -= 4
        guard isWanted else { return }
        var stored = self
        (stored.position, stored.end) = (end, end + 4)
        guard try stored.unsigned(4) == UInt64(HDF5Checksum.of(bytes[0..<end])) else {
            throw failure("its checksum is wrong; the file is damaged")
        }
    }
}
