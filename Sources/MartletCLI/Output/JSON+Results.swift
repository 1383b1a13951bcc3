import Martlet

extension JSON {
    /// Numbers by name, in the names' order.
    init(_ logs: Logs) {
        self = .object(.init())
        for (name, value) in logs.sorted(by: { $0.key < $1.key }) { self[name] = .double(value) }
    }

    /// Each number over the epochs.
    init(_ history: History) {
        self = .object(.init())
        for name in Set(history.logs.flatMap(\.keys)).sorted() {
            self[name] = .array(history[name].map { .double($0) })
        }
    }

    /// A seed; as a string if it is beyond JSON's whole numbers here.
    init(seed: UInt64) { self = Int(exactly: seed).map { .integer($0) } ?? .string("\(seed)") }

    init(_ strings: [String]) { self = .array(strings.map { .string($0) }) }
}
