/// Strings of variable length, in global heaps one after another.
struct HDF5StringHeap {
    struct Place {
        var heap: Int
        var number: Int
    }

    /// Where the strings are, in their order.
    private(set) var places: [Place] = []
    /// The heap that isn't written yet, and the strings in it.
    private var bytes = HDF5Bytes()
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// A heap has at least so many bytes.
    private static let leastBytes = 4096
    private static let headBytes = 16
    /// Numbers have two bytes.
    private static let mostStrings = 0xFFFF
    private static let usualBytes = 1 << 20

    /// Whether another heap has to be begun.
    func isFull(for string: String) -> Bool {
        count == Self.mostStrings || count > 0 && bytes.bytes.count + string.utf8.count > Self.usualBytes
    }

    mutating func append(_ string: String) {
        count += 1
        bytes.append(count, 2)
        bytes.append(1, 2)
        bytes.append(0, 4)
        bytes.append(string.utf8.count, 8)
        bytes.append(string.utf8)
        bytes.append(repeatElement(0, count: -string.utf8.count & 7))
    }

    /// The heap's bytes.
    func finished() -> [UInt8] {
        let used = Self.headBytes + bytes.bytes.count
        let size = max(used + Self.headBytes, Self.leastBytes)
        return HDF5Bytes { heap in
            heap.append("GCOL".utf8)
            heap.append(1, 4)
            heap.append(size, 8)
            heap.append(bytes.bytes)
            // What is free, under the number 0.
            heap.append(0, 8)
            heap.append(size - used, 8)
            heap.pad(to: size)
        }.bytes
    }

    /// Says where the heap was written, and begins another.
    mutating func place(at address: Int) {
        places += (1...count).map { Place(heap: address, number: $0) }
        bytes = HDF5Bytes()
        count = 0
    }

    /// What stands for a string where it is used.
    static func reference(to string: String, at place: Place?) -> [UInt8] {
        HDF5Bytes { reference in
            reference.append(string.utf8.count, 4)
            reference.append(address: place?.heap ?? 0)
            reference.append(place?.number ?? 0, 4)
        }.bytes
    }
}
