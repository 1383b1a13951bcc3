/// The heap in which large groups keep links and objects with many attributes keep these.
final class HDF5FractalHeap {
    private let idBytes: Int
    private let hugeTree: Int?
    private let width: Int
    private let startBytes: Int
    private let offsetBytes: Int
    private let lengthBytes: Int
    /// The rows of a block of pointers that lead to data.
    private let dataRows: Int
    private let root: Int?
    /// The rows of the root; 0 when it holds data.
    private let rootRows: Int
    private var blocks: [Int: HDF5Cursor] = [:]
    /// Where objects too large for the heap are, by their numbers.
    private var huge: [UInt64: (address: Int, count: Int)]?

    init(_ storage: HDF5Storage, at address: Int) throws {
        let (a, l) = (storage.addressBytes, storage.lengthBytes)
        var head = try storage.block("the fractal heap", at: address, count: 26 + 3 * a + 12 * l)
        try head.verifyChecksum(storage.verifiesChecksums)
        try head.signature("FRHP")
        try head.version(0...0)
        idBytes = try head.integer(2)
        guard try head.integer(2) == 0 else { throw head.failure("it is compressed; such files aren't read") }
        try head.skip(1)
        let mostManaged = try head.integer(4)
        try head.skip(l)
        hugeTree = try head.address()
        try head.skip(l + a + 8 * l)
        width = try head.integer(2)
        startBytes = try head.integer(l)
        let mostBytes = try head.integer(l)
        let bits = try head.integer(2)
        try head.skip(2)
        root = try head.address()
        rootRows = try head.integer(2)
        guard width > 0, width.nonzeroBitCount == 1, startBytes.nonzeroBitCount == 1, startBytes < 1 << 32,
            mostBytes.nonzeroBitCount == 1, startBytes <= mostBytes, mostBytes < 1 << 40, 1...62 ~= bits
        else {
            throw head.failure("its blocks have sizes that can't be; the file is damaged")
        }
        offsetBytes = (bits + 7) / 8
        lengthBytes = min(
            (mostBytes.trailingZeroBitCount + 7) / 8, (Int.bitWidth - mostManaged.leadingZeroBitCount + 7) / 8)
        dataRows = mostBytes.trailingZeroBitCount - startBytes.trailingZeroBitCount + 2
    }

    /// The object whose identifier comes next.
    func object(_ record: inout HDF5Cursor, of storage: HDF5Storage) throws -> HDF5Cursor {
        var id = try record.part(idBytes)
        let first = try id.byte()
        switch first >> 4 {
        case 0:
            let (offset, count) = (try id.integer(offsetBytes), try id.integer(lengthBytes))
            return try managed(offset, count, id, storage)
        case 1: return try large(&id, storage)
        case 2:
            let count = idBytes <= 18 ? Int(first & 0x0F) + 1 : Int(first & 0x0F) << 8 + Int(try id.byte()) + 1
            return try id.part(count)
        default: throw id.failure("its object is of no kind that exists; the file is damaged")
        }
    }

    private func managed(_ offset: Int, _ count: Int, _ id: HDF5Cursor, _ storage: HDF5Storage) throws -> HDF5Cursor {
        guard let root else { throw id.failure("it is in an empty heap; the file is damaged") }
        var (address, rows, start, size) = (root, rootRows, 0, startBytes)
        while rows > 0 {
            let child = try place(offset - start, in: rows, id)
            let pointerBytes = storage.addressBytes
            let headBytes = 5 + pointerBytes + offsetBytes
            var pointers = try block(
                "the heap's block of pointers", at: address, headBytes + rows * width * pointerBytes + 4, storage
            ) { block in
                try block.verifyChecksum(storage.verifiesChecksums)
                try block.signature("FHIB")
            }
            try pointers.skip(headBytes + child.index * pointerBytes)
            address = try pointers.definedAddress()
            (start, size) = (start + child.start, child.size)
            let row = child.index / width
            rows = row < dataRows ? 0 : row - width.trailingZeroBitCount
            guard row < dataRows || rows > 0 else {
                throw id.failure("its heap has rows that can't be; the file is damaged")
            }
        }
        var block = try block("the heap's block", at: address, size, storage) { try $0.signature("FHDB") }
        try block.skip(offset - start)
        try storage.spend(count, at: block.place)
        return try block.part(count, "the object in a heap")
    }

    /// The child of a block of pointers within which `offset` is: its place among the pointers, where it begins and its
    /// size.
    private func place(
        _ offset: Int, in rows: Int, _ id: HDF5Cursor
    ) throws -> (index: Int, start: Int, size: Int) {
        var (start, size) = (0, startBytes)
        for row in 0..<rows {
            let (rowBytes, overflow) = size.multipliedReportingOverflow(by: width)
            guard !overflow, rowBytes < 1 << 61 else { break }
            if offset - start < rowBytes {
                let column = (offset - start) / size
                return (row * width + column, start + column * size, size)
            }
            start += rowBytes
            if row > 0 { size *= 2 }
        }
        throw id.failure("it is beyond the end of its heap; the file is damaged")
    }

    /// A block, read and checked once.
    private func block(
        _ what: String, at address: Int, _ count: Int, _ storage: HDF5Storage,
        check: (inout HDF5Cursor) throws -> Void
    ) throws -> HDF5Cursor {
        if let block = blocks[address] {
            guard block.remaining == count else { throw block.failure("it has two lengths; the file is damaged") }
            return block
        }
        let block = try storage.block(what, at: address, count: count)
        var copy = block
        try check(&copy)
        blocks[address] = block
        return block
    }

    /// An object that has a place of its own in the file.
    private func large(_ id: inout HDF5Cursor, _ storage: HDF5Storage) throws -> HDF5Cursor {
        if idBytes > storage.addressBytes + storage.lengthBytes {
            let address = try id.definedAddress()
            return try storage.block("the object in a heap", at: address, count: id.size())
        }
        if huge == nil {
            var places: [UInt64: (address: Int, count: Int)] = [:]
            if let hugeTree {
                try storage.visitRecords("the heap's tree", at: hugeTree, kinds: [1]) { record in
                    let (address, count) = (try record.definedAddress(), try record.size())
                    places[try record.length()] = (address, count)
                }
            }
            huge = places
        }
        guard let place = huge?[try id.unsigned(min(id.remaining, 8))] else {
            throw id.failure("its object isn't in the heap; the file is damaged")
        }
        return try storage.block("the object in a heap", at: place.address, count: place.count)
    }
}
