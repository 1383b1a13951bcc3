import Synchronization

/// What was made for the keys that were used last. One thread makes what a key stands for; others wait for it.
package final class RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private final class Slot: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private struct Slots {
        var slots: [Key: (slot: Slot, used: Int)] = [:]
        var clock = 0
    }

    private let capacity: Int
    private let slots = Mutex(Slots())

    package init(capacity: Int) { self.capacity = capacity }

    /// How many are kept.
    package var count: Int { slots.withLock { $0.slots.count } }

    /// Sets the value for a key to what `change` makes of it, from nil if there is none.
    package func change(_ key: Key, _ change: (inout Value?) -> Void) {
        slot(key).value.withLock { change(&$0) }
    }

    /// The value for a key, made if there is none.
    package func value(for key: Key, make: () throws -> Value) throws -> Value {
        let slot = slot(key)
        return try slot.value.withLock { value in
            if let value { return value }
            do {
                let made = try make()
                value = made
                return made
            } catch {
                slots.withLock { slots in
                    if slots.slots[key]?.slot === slot { slots.slots[key] = nil }
                }
                throw error
            }
        }
    }

    /// Where the value for a key is kept; it is now the one used last.
    private func slot(_ key: Key) -> Slot {
        slots.withLock { slots in
            slots.clock += 1
            let slot = slots.slots[key]?.slot ?? Slot()
            slots.slots[key] = (slot, slots.clock)
            if slots.slots.count > capacity, let oldest = slots.slots.min(by: { $0.value.used < $1.value.used }) {
                slots.slots[oldest.key] = nil
            }
            return slot
        }
    }
}
