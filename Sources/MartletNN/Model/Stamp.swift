import Synchronization

/// A mark unlike any other of the process: where stamps are equal, what they are on has not changed.
struct Stamp: Sendable, Hashable {
    private let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    private static let counter = Atomic<Int>(0)
}
