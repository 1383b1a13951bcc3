/// The names of a trace's layers: none is given to two layers by mistake.
package struct LayerNames {
    /// The names beside one another within one call of a layer, or within the trace.
    private struct Siblings {
        /// Given by users, to layers called before or announced.
        var given: Set<String> = []
        /// Made for layers without a name.
        var made: Set<String> = []
        /// How many were made from a type.
        var counts: [String: Int] = [:]
        /// In the order in which they were called first.
        var called: [String] = []
        var isCalled: Set<String> = []
    }

    private struct Known {
        var kind: String
        var configuration: String?
        /// The path of the layer that it is called within.
        var parent: String
        /// The layers called within it; nil while it is called for the first time.
        var parts: [String]?
    }

    private var levels = [Siblings()]
    private var known: [String: Known] = [:]

    package init() {}

    /// Announces names, so that none of them is made for a layer that has none.
    package mutating func announce(_ names: Set<String>) { levels[levels.count - 1].given.formUnion(names) }

    /// Begins a call of a layer under the layer at `parent` and gives its name.
    ///
    /// - Parameter type: what the name of a layer without one is made from: `dense`, `dense_1`, as Keras counts.
    /// - Throws: when another layer has the name.
    package mutating func enter(
        _ name: String?, type: String, kind: String, configuration: String?, parent: String
    ) throws(GraphError) -> String {
        let own = if let name { try given(name, parent) } else { made(type) }
        let path = parent.isEmpty ? own : "\(parent)/\(own)"
        if let other = known[path] {
            guard other.kind == kind, other.configuration == configuration else {
                let two = other.kind == kind ? "two unequal \(kind) layers" : "a \(other.kind) and a \(kind)"
                throw Self.mistake(path, "\(two) are named '\(own)'")
            }
            guard other.parent == parent else {
                throw Self.mistake(path, "'\(own)' is the path of a layer within '\(other.parent)'")
            }
        } else {
            known[path] = Known(kind: kind, configuration: configuration, parent: parent)
        }
        if levels[levels.count - 1].isCalled.insert(own).inserted { levels[levels.count - 1].called.append(own) }
        levels.append(Siblings())
        return own
    }

    /// Ends the call of the layer at `path`.
    ///
    /// - Throws: when other layers are within it than in its first call.
    package mutating func leave(_ path: String) throws(GraphError) {
        let parts = levels.removeLast().called
        guard let first = known[path]?.parts else {
            known[path]?.parts = parts
            return
        }
        guard first == parts else {
            throw Self.mistake(
                path, "two layers are named alike, of which one has within it \(first) and the other \(parts)")
        }
    }

    private mutating func given(_ name: String, _ parent: String) throws(GraphError) -> String {
        if name.isEmpty {
            throw GraphError(
                operation: "layer", path: parent, message: "a layer's name is empty; leave it out or give one")
        }
        guard !levels[levels.count - 1].made.contains(name) else {
            throw Self.mistake(
                parent.isEmpty ? name : "\(parent)/\(name)",
                "the name '\(name)' was made for a layer before that was given none")
        }
        levels[levels.count - 1].given.insert(name)
        return name
    }

    private mutating func made(_ type: String) -> String {
        var siblings = levels.removeLast()
        defer { levels.append(siblings) }
        while true {
            let count = siblings.counts[type, default: 0]
            siblings.counts[type] = count + 1
            let name = count == 0 ? type : "\(type)_\(count)"
            if !siblings.given.contains(name), siblings.made.insert(name).inserted { return name }
        }
    }

    /// Layers lie in layers no deeper than this.
    package static let greatestDepth = 64

    /// Why a layer can't have this path; nil if it can.
    package static func objection(to path: String) -> String? {
        let names = path.split(separator: "/", maxSplits: greatestDepth, omittingEmptySubsequences: false)
        if names.contains("") { return "the path '\(path.prefix(80))' has an empty name in it" }
        return names.count <= greatestDepth ? nil : "it lies deeper than \(greatestDepth) layers within layers"
    }

    private static func mistake(_ path: String, _ message: String) -> GraphError {
        GraphError(
            operation: "layer", path: path,
            message: message + "; layers of one name share their parameters, so give one of them another name")
    }
}
