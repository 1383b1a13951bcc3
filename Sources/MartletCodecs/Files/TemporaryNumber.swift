private import Synchronization

/// Numbers that tell apart the temporaries of one process.
enum TemporaryNumber {
    private static let counter = Atomic<Int>(0)

    static func next() -> Int {
        counter.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
