/// What an HDF5 file begins with: where everything else is.
struct HDF5Superblock {
    /// Where in the file it lies, from where addresses count.
    private(set) var start = 0
    /// The bytes from there on.
    private(set) var count = 0
    private(set) var addressBytes = 8
    private(set) var lengthBytes = 8
    /// The address of the root group.
    private(set) var root = 0

    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Enough for every version with addresses of 8 bytes.
    private static let mostBytes = 96

    /// Finds the superblock: at the start, or behind a user's block of 512 bytes or a doubling of that.
    init(_ source: borrowing ByteSource, verifiesChecksums: Bool) throws {
        while try !Self.isSignature(source, at: start) {
            start = max(512, 2 * start)
            guard start < source.count else {
                throw HDF5Error(source.path, at: 0, "it is no HDF5 file, which begins with another signature")
            }
        }
        count = source.count - start
        let bytes = try source.bytes(at: start, count: min(count, Self.mostBytes))
        let version = bytes.count > 8 ? bytes[8] : 0
        do {
            switch version {
            case 0, 1: try readOld(bytes, version)
            case 2, 3: try readNew(bytes, verifiesChecksums)
            default: throw cursor(bytes).failure("it has version \(version), and 0 to 3 are read")
            }
        } catch var error as HDF5Error {
            error.path = source.path
            throw error
        }
    }

    private static func isSignature(_ source: borrowing ByteSource, at offset: Int) throws -> Bool {
        guard offset + signature.count <= source.count else { return false }
        return try source.bytes(at: offset, count: signature.count) == signature
    }

    private func cursor(_ bytes: [UInt8]) -> HDF5Cursor {
        HDF5Cursor(
            "the superblock", bytes, at: 0, offset: start, limit: count, addressBytes: addressBytes,
            lengthBytes: lengthBytes)
    }

    private mutating func readSizes(_ cursor: inout HDF5Cursor) throws {
        (addressBytes, lengthBytes) = (Int(try cursor.byte()), Int(try cursor.byte()))
        guard (2...8).contains(addressBytes), (2...8).contains(lengthBytes) else {
            throw cursor.failure(
                "it has addresses of \(addressBytes) bytes and lengths of \(lengthBytes); 2 to 8 are possible")
        }
    }

    private mutating func readOld(_ bytes: [UInt8], _ version: UInt8) throws {
        var sizes = cursor(bytes)
        try sizes.skip(13)
        try readSizes(&sizes)
        var cursor = self.cursor(bytes)
        try cursor.skip(version == 0 ? 24 : 28)
        _ = try cursor.unsigned(addressBytes)
        _ = try cursor.unsigned(addressBytes)
        try readEnd(&cursor)
        _ = try cursor.unsigned(addressBytes)
        // The root's entry in the table of symbols: a name, then the object.
        _ = try cursor.unsigned(addressBytes)
        root = try cursor.definedAddress()
    }

    private mutating func readNew(_ bytes: [UInt8], _ verifiesChecksums: Bool) throws {
        var sizes = cursor(bytes)
        try sizes.skip(9)
        try readSizes(&sizes)
        var cursor = self.cursor(bytes)
        cursor = try cursor.part(16 + 4 * addressBytes)
        try cursor.verifyChecksum(verifiesChecksums)
        try cursor.skip(12)
        _ = try cursor.unsigned(addressBytes)
        _ = try cursor.unsigned(addressBytes)
        try readEnd(&cursor)
        root = try cursor.definedAddress()
    }

    private func readEnd(_ cursor: inout HDF5Cursor) throws {
        let end = try cursor.unsigned(addressBytes)
        // A user's block may be part of the count.
        guard end <= UInt64(start + count) else {
            throw cursor.failure("the file had \(end) bytes and has \(start + count); it is cut short or damaged")
        }
    }
}
