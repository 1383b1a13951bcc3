import MartletCodecs
package import MartletNumerics

/// What the callbacks of a run remember, as a checkpoint keeps it, of whatever protocol they are.
package struct CallbackMemory: Sendable {
    private struct Entry {
        /// The callback's type.
        var kind: String
        var state: CallbackState
    }

    private var entries: [Entry]

    /// The states of those callbacks that have one.
    package init<C>(_ callbacks: [C], state: (C) -> CallbackState?) {
        entries = callbacks.compactMap { callback in
            state(callback).map { Entry(kind: "\(type(of: callback as Any))", state: $0) }
        }
    }

    /// Hands each callback the state that one of its type had; the nth gets the nth.
    package func restore<C>(_ callbacks: [C], _ restore: (C, CallbackState) throws -> Void) rethrows {
        var left = entries
        for callback in callbacks {
            guard let index = left.firstIndex(where: { $0.kind == "\(type(of: callback as Any))" }) else { continue }
            try restore(callback, left.remove(at: index).state)
        }
    }

    // MARK: In a file

    /// One callback's state as a file holds it; its tensors are tensors of the file.
    package struct Stored: Codable {
        var kind: String
        var state: JSON
        /// The names of its tensors.
        var tensors: [String]
    }

    package var stored: [Stored] {
        entries.map { Stored(kind: $0.kind, state: $0.state.values, tensors: $0.state.tensors.keys.sorted()) }
    }

    /// The tensors, in order, each by the callback's number and its own name, as `0/weights`.
    package var tensors: [(name: String, tensor: Tensor)] {
        entries.enumerated().flatMap { index, entry in
            entry.state.tensors.sorted { $0.key < $1.key }.map { ("\(index)/\($0.key)", $0.value) }
        }
    }

    /// - Parameter tensor: the tensor of such a name as `tensors` gives; what is missing, for its callback, throws.
    package init(_ stored: [Stored], tensor: (_ name: String, _ kind: String) throws -> Tensor) rethrows {
        entries = try stored.enumerated().map { index, stored in
            var state = CallbackState(stored.state)
            for name in stored.tensors { state.tensors[name] = try tensor("\(index)/\(name)", stored.kind) }
            return Entry(kind: stored.kind, state: state)
        }
    }
}
