import Synchronization

/// Tells which numbers a model's parameters are: where versions are equal, so are the numbers.
package struct ParameterVersion: Sendable, Hashable {
    /// Of all parameters.
    package private(set) var all: Int
    /// Of those that training steps don't change.
    package private(set) var frozen: Int

    /// A version unlike any before.
    package init() {
        all = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        frozen = all
    }

    /// Notes that training steps may change parameters.
    package mutating func stepped() { all = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue }

    private static let counter = Atomic<Int>(0)
}
