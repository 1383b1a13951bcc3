/// A collection of objects of variable length, such as strings.
struct HDF5GlobalHeap {
    private let block: HDF5Cursor
    /// Where in the block objects are, by their numbers.
    private var places: [Int: Range<Int>] = [:]

    init(_ storage: HDF5Storage, at address: Int) throws {
        var head = try storage.block("the global heap", at: address, count: 8 + storage.lengthBytes)
        try head.signature("GCOL")
        try head.version(1...1)
        try head.skip(3)
        let count = try head.size()
        block = try storage.block("the global heap", at: address, count: count)
        var rest = block
        try rest.skip(8 + storage.lengthBytes)
        while rest.remaining >= 8 + storage.lengthBytes {
            let number = try rest.integer(2)
            try rest.skip(6)
            let size = try rest.size()
            if number == 0 {
                // What is left is free, and says how much it is; readers that go on by its length never end if it is 0.
                let left = rest.remaining + 8 + storage.lengthBytes
                guard size == left else {
                    throw rest.failure("its free part of \(left) bytes is said to have \(size); the file is damaged")
                }
                break
            }
            let start = rest.place - address
            guard places.updateValue(start..<start + size, forKey: number) == nil else {
                throw rest.failure("it holds object \(number) twice; the file is damaged")
            }
            try rest.skip(size)
            try rest.skip(min(rest.remaining, -size & 7))
        }
    }

    subscript(number: Int) -> HDF5Cursor? {
        get throws {
            guard let place = places[number] else { return nil }
            var object = block
            try object.skip(place.lowerBound)
            return try object.part(place.count, "the object in the global heap")
        }
    }
}

extension HDF5Storage {
    /// The collection at `address`, read once.
    func collection(at address: Int) throws -> HDF5GlobalHeap {
        if let collection = collections[address] { return collection }
        let collection = try HDF5GlobalHeap(self, at: address)
        collections[address] = collection
        return collection
    }
}
