/// Where the numbers of a dataset are.
enum HDF5Layout {
    /// In the message itself.
    case compact(HDF5Cursor)
    /// In one piece; nil if nothing was written.
    case contiguous(address: Int?, byteCount: Int)
    /// In chunks that something leads to; nil if nothing was written.
    case chunked(Chunking)
    /// In other files.
    case virtual

    struct Chunking {
        /// The lengths of a chunk's axes.
        var lengths: [Int]
        /// The bytes of an element.
        var elementBytes: Int
        /// The bytes of a chunk before filters.
        var byteCount: Int
        /// Whether chunks that reach beyond the dataset are kept without filters.
        var keepsEdgesPlain = false
        var index: Index
        var address: Int?
    }

    /// What leads to the chunks.
    enum Index {
        case tree
        /// One chunk, of so many bytes and with these filters passed over; nil for one without filters.
        case single((byteCount: Int, mask: UInt32)?)
        case implicit
        case fixedArray
        case extensibleArray
        case recordTree
    }

    /// - Parameter message: a layout message.
    init(_ message: inout HDF5Cursor) throws {
        let version = try message.version(3...5)
        switch try message.byte() {
        case 0: self = .compact(try message.part(message.integer(2), "the dataset's numbers"))
        case 1:
            self = .contiguous(address: try message.address(), byteCount: try message.integer(message.lengthBytes))
        case 2 where version == 3: self = .chunked(try Self.oldChunks(&message))
        case 2: self = .chunked(try Self.chunks(&message))
        case 3: self = .virtual
        case let kind: throw message.failure("its layout is of class \(kind), and 0 to 3 exist; the file is damaged")
        }
    }

    private static func oldChunks(_ message: inout HDF5Cursor) throws -> Chunking {
        let rank = Int(try message.byte())
        let address = try message.address()
        let (lengths, elementBytes, byteCount) = try lengths(&message, rank, width: 4)
        return Chunking(
            lengths: lengths, elementBytes: elementBytes, byteCount: byteCount, index: .tree, address: address)
    }

    private static func chunks(_ message: inout HDF5Cursor) throws -> Chunking {
        let flags = try message.byte()
        let rank = Int(try message.byte())
        let width = Int(try message.byte())
        let (lengths, elementBytes, byteCount) = try lengths(&message, rank, width: width)
        let index: Index
        switch try message.byte() {
        case 1:
            let isFiltered = flags & 2 != 0
            index = .single(
                isFiltered ? (byteCount: try message.size(), mask: UInt32(try message.unsigned(4))) : nil)
        case 2: index = .implicit
        case 3:
            try message.skip(1)
            index = .fixedArray
        case 4:
            try message.skip(5)
            index = .extensibleArray
        case 5:
            try message.skip(6)
            index = .recordTree
        case let kind: throw message.failure("its chunks have index \(kind), and 1 to 5 exist; the file is damaged")
        }
        return Chunking(
            lengths: lengths, elementBytes: elementBytes, byteCount: byteCount, keepsEdgesPlain: flags & 1 != 0,
            index: index,
            address: try message.address())
    }

    /// The lengths of a chunk's axes, of which the last is an element's size, and their product.
    private static func lengths(
        _ message: inout HDF5Cursor, _ rank: Int, width: Int
    ) throws -> (lengths: [Int], elementBytes: Int, byteCount: Int) {
        var lengths: [Int] = []
        var product = 1
        for _ in 0..<rank {
            let length = try message.integer(width)
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            guard length > 0, !overflow, next < 1 << 40 else {
                throw message.failure("its chunks have lengths that can't be; the file is damaged")
            }
            lengths.append(length)
            product = next
        }
        guard let elementBytes = lengths.popLast(), !lengths.isEmpty else {
            throw message.failure("its chunks have no axes; the file is damaged")
        }
        return (lengths, elementBytes, product)
    }
}
