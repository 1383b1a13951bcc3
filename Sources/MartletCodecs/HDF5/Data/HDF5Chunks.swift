import MartletNumerics

/// The chunks of a dataset that the file holds.
struct HDF5Chunks {
    struct Chunk {
        /// Its number, counting row by row through the places that chunks can have.
        let number: Int
        let address: Int
        /// The bytes that it takes in the file.
        let byteCount: Int
        /// A bit for each filter that was passed over.
        let mask: UInt32
    }

    let chunking: HDF5Layout.Chunking
    /// How many chunks lie along each axis.
    let counts: [Int]
    private(set) var chunks: [Chunk] = []

    /// How many chunks there can be.
    var capacity: Int { counts.reduce(1, *) }

    let storage: HDF5Storage
    let isFiltered: Bool
    /// The bytes that chunks may still take; together they can't take more than the file has.
    private var left: Int

    init(_ chunking: HDF5Layout.Chunking, of space: HDF5Dataspace, isFiltered: Bool, in storage: HDF5Storage) throws {
        self.chunking = chunking
        self.storage = storage
        self.isFiltered = isFiltered
        left = storage.count
        counts = zip(space.shape, chunking.lengths).map { ($0 + $1 - 1) / $1 }
        guard let address = chunking.address, capacity > 0 else { return }
        let places = HDF5ChunkPlaces(counts, space, chunking)
        switch chunking.index {
        case .tree: try readTree(address)
        case .single(let filtered):
            try add(0, address, filtered?.byteCount ?? chunking.byteCount, filtered?.mask ?? 0, at: address)
        case .implicit: try readImplicit(address, places)
        case .fixedArray: try readFixedArray(address, places)
        case .extensibleArray: try readExtensibleArray(address, places)
        case .recordTree: try readRecords(address)
        }
        let numbers = chunks.map(\.number).sorted()
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw storage.failure(at: address, "it holds a chunk twice; the file is damaged")
        }
    }

    /// - Parameters:
    ///   - number: nil for a chunk that lies outside of the dataset's shape, which is passed over.
    ///   - place: where the file says so.
    private mutating func add(
        _ number: Int?, _ address: Int, _ byteCount: Int, _ mask: UInt32, at place: Int
    ) throws {
        guard let number else { return }
        guard chunks.count < capacity else {
            throw storage.failure(at: place, "there are more chunks than the dataset has; the file is damaged")
        }
        try storage.check("a chunk", at: address, count: byteCount)
        guard byteCount <= left else {
            throw storage.failure(at: place, "the chunks take more bytes than the file has; it is damaged")
        }
        left -= byteCount
        chunks.append(Chunk(number: number, address: address, byteCount: byteCount, mask: mask))
    }

    /// Reads an element of an array of chunks: an address, and if there are filters a size and a mask.
    mutating func addElement(_ element: HDF5Cursor, _ number: Int?) throws {
        var element = element
        let place = element.place
        guard let address = try element.address() else { return }
        let byteCount = isFiltered ? try element.size(element.remaining - 4) : chunking.byteCount
        try add(number, address, byteCount, isFiltered ? UInt32(element.unsigned(4)) : 0, at: place)
    }

    /// The number of a chunk with the given place along each axis; nil outside of the dataset's shape.
    private func number(_ place: (_ axis: Int) throws -> Int) rethrows -> Int? {
        var number = 0
        var isInside = true
        for (axis, count) in counts.enumerated() {
            let coordinate = try place(axis)
            isInside = isInside && coordinate < count
            if isInside { number = number * count + coordinate }
        }
        return isInside ? number : nil
    }

    private mutating func readTree(_ address: Int) throws {
        try storage.visitTree("the chunks' tree", at: address, kind: 1, keyBytes: 8 + 8 * (counts.count + 1)) {
            key, child in
            let place = key.place
            let (byteCount, mask) = (try key.size(4), UInt32(try key.unsigned(4)))
            let number = try number { axis in
                let (quotient, remainder) = try key.integer(8).quotientAndRemainder(
                    dividingBy: chunking.lengths[axis])
                guard remainder == 0 else {
                    throw key.failure("a chunk lies where none can begin; the file is damaged")
                }
                return quotient
            }
            guard isFiltered || byteCount == chunking.byteCount else {
                throw key.failure(
                    "a chunk has \(byteCount) bytes and must have \(chunking.byteCount); the file is damaged")
            }
            try add(number, child, byteCount, mask, at: place)
        }
    }

    private mutating func readImplicit(_ address: Int, _ places: HDF5ChunkPlaces) throws {
        for number in 0..<capacity {
            guard let index = places.index(of: number),
                case let (offset, overflow) = index.multipliedReportingOverflow(by: chunking.byteCount), !overflow,
                offset < storage.count
            else {
                throw storage.failure(at: address, "the chunks take more bytes than the file has; it is damaged")
            }
            try add(number, address + offset, chunking.byteCount, 0, at: address)
        }
    }

    private mutating func readRecords(_ address: Int) throws {
        let rank = counts.count
        try storage.visitRecords("the chunks' tree", at: address, kinds: [isFiltered ? 11 : 10]) { record in
            let element = try record.part(record.remaining - 8 * rank)
            var places = record
            try addElement(element, number { _ in try places.integer(8) })
        }
    }
}

/// In which order an array of chunks holds them.
struct HDF5ChunkPlaces {
    private let counts: [Int]
    /// The axes, from the one that changes most slowly.
    private let axes: [Int]
    /// How many chunks there can be along each axis; for an axis without end that doesn't matter.
    private let most: [Int]

    init(_ counts: [Int], _ space: HDF5Dataspace, _ chunking: HDF5Layout.Chunking) {
        self.counts = counts
        let endless = space.largest.firstIndex { $0 == nil }
        axes = (endless.map { [$0] } ?? []) + counts.indices.filter { $0 != endless }
        most = zip(space.largest, chunking.lengths).map { largest, length in
            Int(clamping: (max(largest ?? 1, 1) - 1) / UInt64(length) + 1)
        }
    }

    /// The number of the chunk at `index` of the array; nil for one outside of the dataset's shape.
    func number(of index: Int) -> Int? {
        var rest = index
        var place = [Int](repeating: 0, count: counts.count)
        for (position, axis) in axes.enumerated().reversed() {
            place[axis] = position == 0 ? rest : rest % most[axis]
            rest /= position == 0 ? 1 : most[axis]
        }
        var number = 0
        for (axis, count) in counts.enumerated() {
            guard place[axis] < count else { return nil }
            number = number * count + place[axis]
        }
        return number
    }

    /// The place of a chunk in the array; nil if that overflows.
    func index(of number: Int) -> Int? {
        var rest = number
        var place = counts
        for axis in counts.indices.reversed() {
            place[axis] = rest % counts[axis]
            rest /= counts[axis]
        }
        var index = 0
        for axis in axes {
            let (product, overflow) = index.multipliedReportingOverflow(by: most[axis])
            let (sum, more) = product.addingReportingOverflow(place[axis])
            guard !overflow, !more else { return nil }
            index = sum
        }
        return index
    }
}
