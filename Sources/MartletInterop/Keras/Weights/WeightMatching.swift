#if Archives
    import MartletGraph
    import MartletNN
    import MartletNumerics

    /// How layers of a file and layers of a model find one another.
    public enum KerasAddressing: Sendable {
        /// By the layers' order, as Keras does: every weight must have its counterpart, of the same shape.
        case topology
        /// By the layers' names; layers that only one side has are passed over.
        case name
    }

    /// Finds for each parameter of a model the place of its numbers in a file.
    struct WeightMatching {
        /// The dataset for each parameter.
        private(set) var places: [String: String] = [:]
        private(set) var problems: [String] = []
        /// Whether the layer of a path is frozen, which moves its weights behind all that are trained.
        private let isFrozen: (String) -> Bool

        init(
            _ stored: StoredWeights, to tree: KerasTree, by addressing: KerasAddressing,
            isFrozen: @escaping (String) -> Bool
        ) {
            self.isFrozen = isFrozen
            switch (addressing, stored.isFlat) {
            case (.topology, true): matchInOrder(stored.layers, tree.members.filter(\.hasWeights))
            case (.topology, false): matchGroups(stored.layers, tree)
            case (.name, _): matchNames(stored, tree)
            }
        }

        /// Legacy files: the layers with weights, in order.
        private mutating func matchInOrder(_ stored: [StoredWeights.Layer], _ members: [KerasTree]) {
            let stored = stored.filter(\.hasWeights)
            if stored.count != members.count {
                problems.append("the model has \(members.count) layers with weights, and the file \(stored.count)")
            }
            for (layer, member) in zip(stored, members) { matchFlat(layer, member) }
            for layer in stored.dropFirst(members.count) {
                problems.append("the file's layer '\(layer.title)' has no counterpart in the model")
            }
            for member in members.dropFirst(stored.count) {
                problems.append("the model's \(Self.title(member)) has no counterpart in the file")
            }
        }

        /// All weights of a layer, and of those within it, in one list: trained ones first.
        private mutating func matchFlat(_ layer: StoredWeights.Layer, _ member: KerasTree) {
            func isTrained(_ parameter: Parameter) -> Bool { parameter.isTrainable && !isFrozen(parameter.name) }
            let all = member.allParameters
            match(layer, all.filter(isTrained) + all.filter { !isTrained($0) }, member)
        }

        /// Keras 3: by the layers' names if the file has them all, else by class and number.
        private mutating func matchGroups(_ stored: [StoredWeights.Layer], _ tree: KerasTree) {
            let members = tree.keyedMembers.filter { $0.member.hasWeights }
            // Names that differ in their bytes may be equal as strings; the layer that comes first has the name then.
            let named = Dictionary(stored.indices.compactMap { index in stored[index].name.map { ($0, index) } }) {
                first, _ in first
            }
            let keyed = Dictionary(stored.indices.map { (stored[$0].key, $0) }) { first, _ in first }
            let areNamed = members.allSatisfy { named[$0.member.name] != nil }
            var used: Set<Int> = []
            for (key, member) in members {
                guard let index = areNamed ? named[member.name] : keyed[key] else {
                    problems.append("the model's \(Self.title(member)) has no counterpart '\(key)' in the file")
                    continue
                }
                let layer = stored[index]
                used.insert(index)
                if member.members.isEmpty {
                    match(layer, member.parameters, member)
                } else {
                    if !member.parameters.isEmpty { match(layer, member.parameters, member) }
                    matchGroups(layer.members, member)
                }
            }
            for (index, layer) in stored.enumerated() where layer.hasWeights && !used.contains(index) {
                problems.append("the file's layer '\(layer.title)' has no counterpart in the model")
            }
        }

        /// Layers of equal names.
        private mutating func matchNames(_ stored: StoredWeights, _ tree: KerasTree) {
            let named = Dictionary(stored.layers.filter(\.hasWeights).map { ($0.title, $0) }) { first, _ in first }
            var count = 0
            for member in tree.members where member.hasWeights {
                guard let layer = named[member.name] else { continue }
                count += 1
                if stored.isFlat {
                    matchFlat(layer, member)
                } else if member.members.isEmpty {
                    match(layer, member.parameters, member)
                } else {
                    matchNames(StoredWeights(isFlat: false, layers: layer.members), member)
                }
            }
            if count == 0 {
                let titles = named.keys.sorted().prefix(20).joined(separator: ", ")
                problems.append("no layer of the model has the name of one in the file, which are \(titles)")
            }
        }

        private mutating func match(_ layer: StoredWeights.Layer, _ parameters: [Parameter], _ member: KerasTree) {
            var variables = layer.variables
            // Keras counts the rows that `adapt` has seen.
            if member.kind == "Normalization", variables.count == parameters.count + 1, variables.last?.shape == [] {
                variables.removeLast()
            }
            let place = layer.name == member.name ? "" : " (in the file '\(layer.title)')"
            guard variables.count == parameters.count else {
                problems.append(
                    "\(Self.title(member))\(place) has \(parameters.count) weights, and the file \(variables.count)")
                return
            }
            for (variable, parameter) in zip(variables, parameters) {
                if variable.shape == parameter.shape || Self.isWidened(variable.shape, parameter.shape, member) {
                    places[parameter.name] = variable.path
                } else {
                    let name = parameter.name.dropFirst(member.path.count + 1)
                    problems.append(
                        "\(Self.title(member))\(place): \(name) must have shape \(parameter.shape), and the file has "
                            + "\(variable.shape)")
                }
            }
        }

        /// Keras 1 kept kernels of one dimension as those of two, the second of length 1.
        private static func isWidened(_ stored: Shape, _ shape: Shape, _ member: KerasTree) -> Bool {
            member.kind == "Conv1D" && shape.count == 3 && Array(stored) == [shape[0], 1, shape[1], shape[2]]
        }

        private static func title(_ member: KerasTree) -> String { "layer '\(member.path)' (\(member.kind))" }
    }
#endif
