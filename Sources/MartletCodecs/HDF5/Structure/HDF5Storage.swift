/// The bytes of an HDF5 file, by its addresses, and what reading has found there so far.
///
/// Nothing that a file says is believed before it is compared with the file's length. Each structure is read once, and
/// all of them together may be no longer than a few times the file, so that whatever a damaged file says, reading it
/// ends soon.
final class HDF5Storage {
    /// The file, or nil for bytes in memory.
    let path: String?
    /// The bytes that addresses can reach.
    let count: Int
    /// How many bytes the file's addresses and lengths have.
    let addressBytes: Int
    let lengthBytes: Int
    /// Whether the checksums that newer structures carry are compared.
    let verifiesChecksums: Bool
    /// The object that every path begins with.
    private(set) var root = 0

    private let source: ByteSource
    /// Where address 0 is.
    private let start: Int
    /// How many bytes of structure may still be read.
    private var allowance: Int

    var objects: [Int: HDF5Object] = [:]
    var collections: [Int: HDF5GlobalHeap] = [:]

    private static let mostStructure = 64 << 20

    /// - Throws: `HDF5Error` when there is no HDF5 file in `source`, or only a part of one; `FileError`.
    init(_ source: consuming ByteSource, verifiesChecksums: Bool) throws {
        let superblock = try HDF5Superblock(source, verifiesChecksums: verifiesChecksums)
        path = source.path
        start = superblock.start
        count = superblock.count
        addressBytes = superblock.addressBytes
        lengthBytes = superblock.lengthBytes
        root = superblock.root
        allowance = min(4 * count + (1 << 16), Self.mostStructure)
        self.verifiesChecksums = verifiesChecksums
        self.source = source
    }

    /// Takes note that `count` bytes of structure are read, of whatever is `at`.
    func spend(_ count: Int, at address: Int) throws {
        guard count <= allowance else {
            throw failure(at: address, "the parts of the file are used too often, or take too much; it is damaged")
        }
        allowance -= count
    }

    /// The bytes of a structure.
    ///
    /// - Parameter what: what it is, for messages: `the object header`.
    func block(_ what: String, at address: Int, count: Int) throws -> HDF5Cursor {
        try check(what, at: address, count: count)
        try spend(count, at: address)
        return HDF5Cursor(
            what, try source.bytes(at: start + address, count: count), at: address, offset: start, limit: self.count,
            addressBytes: addressBytes, lengthBytes: lengthBytes)
    }

    /// Fills `buffer` with data.
    func read(_ what: String, at address: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        try check(what, at: address, count: buffer.count)
        try source.read(at: start + address, into: buffer)
    }

    /// Makes sure that `count` bytes lie within the file.
    func check(_ what: String, at address: Int, count: Int) throws {
        guard address >= 0, count >= 0, address <= self.count, count <= self.count - address else {
            throw failure(
                at: address,
                "\(what) should be there, of \(count) bytes, and the file has \(self.count); it is cut short or damaged"
            )
        }
    }

    func failure(at address: Int, _ reason: String) -> HDF5Error {
        HDF5Error(path, at: start &+ address, reason)
    }
}
