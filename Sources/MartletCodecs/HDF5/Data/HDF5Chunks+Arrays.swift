extension HDF5Chunks {
    /// The fixed array: an element for each chunk that there can be.
    mutating func readFixedArray(_ address: Int, _ places: HDF5ChunkPlaces) throws {
        let (a, l) = (storage.addressBytes, storage.lengthBytes)
        var head = try storage.block("the array of chunks", at: address, count: 12 + l + a)
        try head.verifyChecksum(storage.verifiesChecksums)
        try head.signature("FAHD")
        try head.version(0...0)
        let elementBytes = try elementBytes(&head)
        let pageBits = Int(try head.byte())
        let count = try head.size()
        guard let block = try head.address() else { return }
        let pages = try ArrayPages(head, bits: pageBits, count: count, elementBytes: elementBytes)
        let headBytes = 6 + a + pages.maskBytes
        var data = try storage.block(
            "the array of chunks", at: block, count: headBytes + pages.inlineBytes + 4)
        try data.verifyChecksum(storage.verifiesChecksums)
        try data.signature("FADB")
        try data.skip(2 + a)
        let mask = Array(try data.bytes(pages.maskBytes))
        try readElements(data, at: block + headBytes + 4, pages, mask[...], from: 0, places)
    }

    /// The extensible array: blocks that grow with the number of chunks.
    mutating func readExtensibleArray(_ address: Int, _ places: HDF5ChunkPlaces) throws {
        let array = try ExtensibleArray(address, storage) { try elementBytes(&$0) }
        guard let block = array.block else { return }
        let (a, blocks) = (storage.addressBytes, array.inlineBlocks)
        var index = try storage.block(
            "the array of chunks", at: block,
            count: 10 + a + array.inlineElements * array.elementBytes + (blocks + array.outerRows) * a)
        try index.verifyChecksum(storage.verifiesChecksums)
        try index.signature("EAIB")
        try index.skip(2 + a)
        for number in 0..<array.inlineElements {
            try addElement(index.part(array.elementBytes), places.number(of: number))
        }
        var start = array.inlineElements
        for row in 0..<array.rows {
            let (count, elements) = array.row(row)
            if row < array.inlineRows {
                for _ in 0..<count {
                    if let data = try index.address() {
                        try readBlock(data, array, elements, nil, from: start, places)
                    }
                    start += elements
                }
            } else {
                let (product, overflow) = count.multipliedReportingOverflow(by: elements)
                let (sum, more) = start.addingReportingOverflow(product)
                // No file has so many chunks.
                if overflow || more { return }
                if let outer = try index.address() {
                    try readRow(outer, array, count, elements, from: start, places)
                }
                start = sum
            }
        }
    }

    /// The blocks of a row, which a block of pointers leads to.
    private mutating func readRow(
        _ address: Int, _ array: ExtensibleArray, _ count: Int, _ elements: Int, from start: Int,
        _ places: HDF5ChunkPlaces
    ) throws {
        let a = storage.addressBytes
        let pages = try array.pages(elements)
        guard count <= storage.count / a, pages.maskBytes <= storage.count / count else {
            throw storage.failure(at: address, "the array of chunks is larger than the file; it is damaged")
        }
        let headBytes = 6 + a + array.offsetBytes
        var row = try storage.block(
            "the array of chunks", at: address, count: headBytes + count * (pages.maskBytes + a) + 4)
        try row.verifyChecksum(storage.verifiesChecksums)
        try row.signature("EASB")
        try row.skip(headBytes - 4)
        let masks = Array(try row.bytes(count * pages.maskBytes))
        for number in 0..<count {
            guard let block = try row.address() else { continue }
            let mask = masks[number * pages.maskBytes..<(number + 1) * pages.maskBytes]
            try readBlock(block, array, elements, mask, from: start + number * elements, places)
        }
    }

    private mutating func readBlock(
        _ address: Int, _ array: ExtensibleArray, _ elements: Int, _ mask: ArraySlice<UInt8>?, from start: Int,
        _ places: HDF5ChunkPlaces
    ) throws {
        let pages = try array.pages(elements)
        let headBytes = 6 + storage.addressBytes + array.offsetBytes
        var data = try storage.block(
            "the array of chunks", at: address, count: headBytes + pages.inlineBytes + 4)
        try data.verifyChecksum(storage.verifiesChecksums)
        try data.signature("EADB")
        try data.skip(headBytes - 4)
        try readElements(data, at: address + headBytes + 4, pages, mask, from: start, places)
    }

    /// The elements of a block: in it, or in pages behind it.
    ///
    /// - Parameter mask: a bit for each page, the highest first, which says whether the page is there; nil for all.
    private mutating func readElements(
        _ data: HDF5Cursor, at address: Int, _ pages: ArrayPages, _ mask: ArraySlice<UInt8>?, from start: Int,
        _ places: HDF5ChunkPlaces
    ) throws {
        var data = data
        if pages.count == 0 {
            for number in 0..<pages.elementCount {
                try addElement(data.part(pages.elementBytes), places.number(of: start + number))
            }
            return
        }
        for page in 0..<pages.count {
            if let mask, mask[mask.startIndex + page / 8] >> UInt8(7 - page % 8) & 1 == 0 { continue }
            let first = page * pages.pageElements
            let count = min(pages.pageElements, pages.elementCount - first)
            var block = try storage.block(
                "the array of chunks", at: address + page * (pages.pageElements * pages.elementBytes + 4),
                count: count * pages.elementBytes + 4)
            try block.verifyChecksum(storage.verifiesChecksums)
            for number in 0..<count {
                try addElement(block.part(pages.elementBytes), places.number(of: start + first + number))
            }
        }
    }

    /// The bytes of an array's elements, after the kind of array and before what depends on that.
    private func elementBytes(_ head: inout HDF5Cursor) throws -> Int {
        let kind = try head.byte()
        guard kind == (isFiltered ? 1 : 0) else {
            throw head.failure("it is for chunks of another kind; the file is damaged")
        }
        let bytes = Int(try head.byte())
        let a = storage.addressBytes
        guard isFiltered ? (a + 5...a + 12) ~= bytes : bytes == a else {
            throw head.failure("its elements have \(bytes) bytes; the file is damaged")
        }
        return bytes
    }
}

/// How an array's block is divided into pages.
struct ArrayPages {
    let elementBytes: Int
    let elementCount: Int
    let pageElements: Int
    /// How many pages there are; 0 when the elements lie in the block itself.
    let count: Int

    /// The bytes of a bit for each page.
    var maskBytes: Int { (count + 7) / 8 }
    /// The bytes of elements in the block itself.
    var inlineBytes: Int { count == 0 ? elementCount * elementBytes : 0 }

    init(_ head: HDF5Cursor, bits: Int, count: Int, elementBytes: Int) throws {
        guard bits < 32, count < 1 << 48 else { throw head.failure("its pages have sizes that can't be") }
        self.elementBytes = elementBytes
        elementCount = count
        pageElements = 1 << bits
        self.count = count > pageElements ? (count + pageElements - 1) / pageElements : 0
    }
}

/// What the head of an extensible array says: elements in the block of the index, then rows of blocks, which double.
struct ExtensibleArray {
    let elementBytes: Int
    let inlineElements: Int
    let block: Int?
    /// The bytes of a block's place in the array.
    let offsetBytes: Int
    /// How many rows there can be, and how many of them the block of the index leads to by itself.
    let rows: Int
    let inlineRows: Int
    private let leastElements: Int
    private let pageBits: Int
    private let head: HDF5Cursor

    var inlineBlocks: Int { (0..<inlineRows).reduce(0) { $0 + row($1).count } }
    var outerRows: Int { rows - inlineRows }

    init(
        _ address: Int, _ storage: HDF5Storage, elementBytes: (inout HDF5Cursor) throws -> Int
    ) throws {
        let (a, l) = (storage.addressBytes, storage.lengthBytes)
        var head = try storage.block("the array of chunks", at: address, count: 16 + 6 * l + a)
        try head.verifyChecksum(storage.verifiesChecksums)
        try head.signature("EAHD")
        try head.version(0...0)
        self.elementBytes = try elementBytes(&head)
        let bits = Int(try head.byte())
        inlineElements = Int(try head.byte())
        leastElements = Int(try head.byte())
        let leastBlocks = Int(try head.byte())
        pageBits = Int(try head.byte())
        try head.skip(6 * l)
        block = try head.address()
        guard leastElements.nonzeroBitCount == 1, leastBlocks.nonzeroBitCount == 1, bits <= 64,
            bits >= leastElements.trailingZeroBitCount
        else {
            throw head.failure("its blocks have sizes that can't be; the file is damaged")
        }
        offsetBytes = (bits + 7) / 8
        rows = 1 + bits - leastElements.trailingZeroBitCount
        inlineRows = min(2 * leastBlocks.trailingZeroBitCount, rows)
        self.head = head
    }

    /// How many blocks a row has, and how many elements each of them.
    func row(_ row: Int) -> (count: Int, elements: Int) {
        (1 << (row / 2), leastElements << ((row + 1) / 2))
    }

    func pages(_ elements: Int) throws -> ArrayPages {
        try ArrayPages(head, bits: pageBits, count: elements, elementBytes: elementBytes)
    }
}
