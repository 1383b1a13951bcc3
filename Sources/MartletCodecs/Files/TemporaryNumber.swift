private import Synchronization

/// Numbers that tell apart the files that one process makes.
package enum TemporaryNumber {
    private static let counter = Atomic<Int>(0)

    package static func next() -> Int {
        counter.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
