#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    /// A model's layers as Keras nests them, in the order of its `model.layers`.
    struct KerasTree {
        /// The path of the layer in Martlet's model; empty for the model itself.
        var path: String
        /// Keras's class, such as `Dense`; what is made of layers alone is a `Sequential` or a `Functional`.
        var kind: String
        /// Its own parameters in the order of Keras's: trained ones, then state.
        var parameters: [Parameter]
        /// What stands for it; only in trees that are written with their configuration.
        var substitute: KerasSubstitute?
        var members: [KerasTree]

        /// The layer's name, which is unique beside its neighbours.
        var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

        /// Whether it or a layer within has parameters.
        var hasWeights: Bool { !parameters.isEmpty || members.contains(where: \.hasWeights) }

        /// Its parameters and those of the layers within.
        var allParameters: [Parameter] { parameters + members.flatMap(\.allParameters) }

        /// The tree and all trees within it.
        var flattened: [KerasTree] { [self] + members.flatMap(\.flattened) }

        /// The layer at `path`; nil if there is none.
        func member(at path: String) -> KerasTree? {
            if self.path == path { return self }
            return members.lazy.filter { path == $0.path || path.hasPrefix($0.path + "/") }
                .compactMap { $0.member(at: path) }.first
        }

        /// The members with the names of their groups in a `.weights.h5` file: the class and a number.
        var keyedMembers: [(key: String, member: KerasTree)] {
            var used: [String: Int] = [:]
            return members.map { member in
                let base = member.kind.snakeCased
                let count = used[base, default: 0]
                used[base] = count + 1
                return (count == 0 ? base : "\(base)_\(count)", member)
            }
        }
    }

    extension KerasTree {
        /// - Parameter isSubstituting: whether layers that Keras doesn't have become those that stand for them.
        init(_ graph: Graph, isSubstituting: Bool = false) {
            let flow = LayerFlow(graph)
            var records: [String: [LayerRecord]] = [:]
            for record in graph.layers { records[Self.parent(record.path), default: []].append(record) }
            var parameters: [String: [Parameter]] = [:]
            let paths = Set(graph.layers.map(\.path))
            for parameter in graph.parameters {
                // Parameters that a part of a layer declared which is no layer itself are the layer's.
                var owner = Self.parent(parameter.name)
                while !owner.isEmpty, !paths.contains(owner) { owner = Self.parent(owner) }
                parameters[owner, default: []].append(parameter)
            }
            self.init("", "Model", flow, records, parameters)
            if isSubstituting { substitute(in: Dictionary(graph.layers.map { ($0.path, $0) }) { first, _ in first }) }
        }

        private mutating func substitute(in records: [String: LayerRecord]) {
            if let found = records[path].flatMap(KerasSubstitute.init) { (substitute, kind) = (found, found.kind) }
            for index in members.indices { members[index].substitute(in: records) }
        }

        private init(
            _ path: String, _ kind: String, _ flow: LayerFlow, _ records: [String: [LayerRecord]],
            _ parameters: [String: [Parameter]]
        ) {
            self.path = path
            // A chain that Keras has as functional stays so.
            let isModel = path.isEmpty || (KerasLayers[kind] == nil && records[path] != nil && kind != "Functional")
            self.kind = isModel ? (flow.chain(within: path) == nil ? "Functional" : "Sequential") : kind
            let own = Self.isGiven(records[Self.parent(path)]?.first { $0.path == path }) ? [] : parameters[path] ?? []
            self.parameters = own.filter(\.isTrainable) + own.filter { !$0.isTrainable }
            let inner = Dictionary(uniqueKeysWithValues: (records[path] ?? []).map { ($0.path, $0) })
            let order = flow.layers(within: path)
            let missing = (records[path] ?? []).map(\.path).filter { !order.contains($0) }
            members = (order + missing).compactMap { inner[$0] }
                .map { KerasTree($0.path, $0.kind, flow, records, parameters) }
        }

        /// Whether Keras keeps a layer's numbers in its configuration: a `Normalization` that was given them.
        private static func isGiven(_ record: LayerRecord?) -> Bool {
            guard let record, record.kind == "Normalization" else { return false }
            return (KerasLayers.layer(record) as? Normalization)?.mean != nil
        }

        private static func parent(_ path: String) -> String {
            path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        }
    }
#endif
