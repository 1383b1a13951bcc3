import MartletNumerics

/// What the messages of a dataset say.
struct HDF5Dataset {
    let space: HDF5Dataspace
    let type: HDF5Datatype
    private let layout: HDF5Layout
    private let filters: HDF5Filters
    private let fill: [UInt8]
    private let address: Int
    private let storage: HDF5Storage

    /// So many bytes may a dataset have that the file doesn't hold: they are those of its fill value.
    private static let mostUnwritten = 16 << 20

    init(_ object: HDF5Object, in storage: HDF5Storage) throws {
        typealias Kind = HDF5Object.MessageKind
        guard var space = try object.message(Kind.dataspace), var type = try object.message(Kind.datatype),
            var layout = try object.message(Kind.layout)
        else {
            throw storage.failure(at: object.address, "the dataset has no shape, type or layout; the file is damaged")
        }
        self.storage = storage
        address = object.address
        self.space = try HDF5Dataspace(&space)
        self.type = try HDF5Datatype(&type)
        self.layout = object.has(Kind.externalFiles) ? .virtual : try HDF5Layout(&layout)
        filters = try object.message(Kind.filters).map { try HDF5Filters($0) } ?? HDF5Filters()
        fill = try Self.fillValue(object, self.type.byteCount)
    }

    /// What elements are that were never written: of the type's size, else zeros.
    private static func fillValue(_ object: HDF5Object, _ byteCount: Int) throws -> [UInt8] {
        typealias Kind = HDF5Object.MessageKind
        var value: ArraySlice<UInt8> = []
        if var message = try object.message(Kind.fillValue) {
            let version = try message.version(1...3)
            let flags: UInt8
            if version == 3 {
                flags = try message.byte()
            } else {
                try message.skip(2)
                flags = try message.byte() == 0 ? 0 : 0x20
            }
            if flags & 0x20 != 0 || version == 1 { value = try message.bytes(message.size(4)) }
        } else if var message = try object.message(Kind.oldFillValue) {
            value = try message.bytes(message.size(4))
        }
        return value.count == byteCount && value.contains { $0 != 0 } ? Array(value) : []
    }

    /// The bytes of all elements.
    private var byteCount: Int { space.shape.elementCount * type.byteCount }

    private func failure(_ reason: String) -> HDF5Error { storage.failure(at: address, reason) }

    private func tooShort(_ kept: Int) -> HDF5Error {
        failure("it claims \(byteCount) bytes, of which the file holds \(kept); it is cut short or damaged")
    }
}

extension HDF5Dataset {
    /// Makes sure that the file holds the numbers, and returns what copies the bytes of all elements to where they are
    /// wanted, row by row.
    func prepared() throws -> (UnsafeMutableRawBufferPointer) throws -> Void {
        switch layout {
        case .virtual: throw failure("its numbers lie in another file, which isn't read")
        case .compact(var bytes):
            guard bytes.remaining >= byteCount else { throw tooShort(bytes.remaining) }
            let slice = try bytes.bytes(byteCount)
            return { target in slice.withUnsafeBytes { target.copyMemory(from: $0) } }
        case .contiguous(nil, _):
            guard byteCount <= Self.mostUnwritten else { throw tooShort(0) }
            return { fill($0) }
        case .contiguous(let place?, let kept):
            guard byteCount <= kept else { throw tooShort(kept) }
            try storage.check("the dataset's numbers", at: place, count: byteCount)
            return { try storage.read("the dataset's numbers", at: place, into: $0) }
        case .chunked(let chunking):
            guard chunking.lengths.count == space.shape.count else {
                throw failure("its chunks have another number of axes than the dataset; the file is damaged")
            }
            guard chunking.elementBytes == type.byteCount else {
                throw failure("its chunks have elements of another size than the dataset; the file is damaged")
            }
            let chunks = try HDF5Chunks(chunking, of: space, isFiltered: !filters.isEmpty, in: storage)
            try check(chunks)
            return { try read(chunks, into: $0) }
        }
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer) {
        guard !fill.isEmpty else {
            target.initializeMemory(as: UInt8.self, repeating: 0)
            return
        }
        for index in 0..<target.count { target[index] = fill[index % fill.count] }
    }

    /// Refuses chunks that claim more than the file can hold.
    private func check(_ chunks: HDF5Chunks) throws {
        let size = chunks.chunking.byteCount
        let (missing, overflow) = (chunks.capacity - chunks.chunks.count).multipliedReportingOverflow(by: size)
        guard !overflow, missing <= Self.mostUnwritten || missing == size && byteCount <= Self.mostUnwritten else {
            throw tooShort(chunks.chunks.reduce(0) { $0 + $1.byteCount })
        }
        for chunk in chunks.chunks where filters.mostBytes(of: chunk.byteCount) < size {
            throw storage.failure(
                at: chunk.address, "a chunk of \(chunk.byteCount) bytes should become \(size); the file is damaged")
        }
    }

    private func read(_ chunks: HDF5Chunks, into target: UnsafeMutableRawBufferPointer) throws {
        if chunks.chunks.count < chunks.capacity { fill(target) }
        let chunking = chunks.chunking
        for chunk in chunks.chunks {
            let place = HDF5ChunkPlace(chunk.number, chunks.counts, chunking.lengths, space.shape)
            let isPlain = filters.isEmpty || chunking.keepsEdgesPlain && place.isAtEdge
            let stored = try [UInt8](unsafeUninitializedCapacity: chunk.byteCount) { buffer, initialized in
                try storage.read("a chunk", at: chunk.address, into: UnsafeMutableRawBufferPointer(buffer))
                initialized = chunk.byteCount
            }
            let bytes = try (isPlain ? HDF5Filters() : filters).undone(
                stored, mask: chunk.mask, count: chunking.byteCount
            ) { storage.failure(at: chunk.address, $0) }
            bytes.withUnsafeBytes { place.copy($0, to: target, elementBytes: type.byteCount) }
        }
    }
}

/// Where in a dataset a chunk lies.
struct HDF5ChunkPlace {
    /// The chunk's first element along each axis.
    private var start: [Int]
    private let lengths: [Int]
    private let shape: Shape

    init(_ number: Int, _ counts: [Int], _ lengths: [Int], _ shape: Shape) {
        self.lengths = lengths
        self.shape = shape
        start = counts
        var rest = number
        for axis in counts.indices.reversed() {
            start[axis] = rest % counts[axis] * lengths[axis]
            rest /= counts[axis]
        }
    }

    /// Whether the chunk reaches beyond the dataset.
    var isAtEdge: Bool { start.indices.contains { start[$0] + lengths[$0] > shape[$0] } }

    /// Copies the part of a chunk that lies within the dataset.
    func copy(_ chunk: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer, elementBytes: Int) {
        let last = start.count - 1
        let inside = start.indices.map { min(lengths[$0], shape[$0] - start[$0]) }
        let rowBytes = inside[last] * elementBytes
        var place = [Int](repeating: 0, count: start.count)
        while true {
            var (from, to) = (0, 0)
            for axis in start.indices {
                from = from * lengths[axis] + place[axis]
                to = to * shape[axis] + start[axis] + place[axis]
            }
            let row = UnsafeRawBufferPointer(rebasing: chunk[from * elementBytes..<from * elementBytes + rowBytes])
            UnsafeMutableRawBufferPointer(rebasing: target[(to * elementBytes)...]).copyMemory(from: row)
            var axis = last - 1
            while axis >= 0 {
                place[axis] += 1
                if place[axis] < inside[axis] { break }
                place[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
