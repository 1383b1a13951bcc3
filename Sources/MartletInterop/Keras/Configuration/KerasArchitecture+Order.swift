#if Archives
    extension KerasArchitecture {
        /// Numbers calls from 0.
        ///
        /// Models within models count their own making as call 0: in Keras 2 everywhere, in Keras 3 functional ones where
        /// the outer model's outputs are named.
        mutating func renumber(isKeras3: Bool) {
            var highest: [String: Int] = [:]
            let references = members.flatMap { $0.calls.flatMap(\.inputs) } + (isKeras3 ? [] : outputs)
            for reference in references {
                highest[reference.layer] = max(highest[reference.layer] ?? 0, reference.call)
            }
            let shifted = Set(members.filter { $0.calls.count == highest[$0.name] }.map(\.name))
            let functional = Set(members.filter { isKeras3 && $0.isFunctional }.map(\.name))
            for index in members.indices {
                for call in members[index].calls.indices {
                    members[index].calls[call].inputs = members[index].calls[call].inputs.map { $0.shifted(shifted) }
                }
            }
            outputs = outputs.map { $0.shifted(isKeras3 ? functional : shifted) }
        }

        /// Finds the order of calls; returns the name of a layer that cannot be called, if there is one.
        mutating func sort() -> String? {
            var known = Set(inputs.map { Reference(layer: $0.name, call: 0, result: 0) })
            var next = [Int](repeating: 0, count: members.count)
            var isMoving = true
            while isMoving {
                isMoving = false
                for (index, member) in members.enumerated() {
                    while next[index] < member.calls.count, member.calls[next[index]].inputs.allSatisfy(known.contains)
                    {
                        var results = 1
                        if case .model(let model) = member.kind { results = model.outputs.count }
                        for result in 0..<results {
                            known.insert(Reference(layer: member.name, call: next[index], result: result))
                        }
                        order.append((index, next[index]))
                        next[index] += 1
                        isMoving = true
                    }
                }
            }
            if let stuck = members.indices.first(where: { next[$0] < members[$0].calls.count }) {
                return members[stuck].name
            }
            return outputs.first { !known.contains($0) }?.layer
        }
    }

    extension KerasArchitecture.Member {
        /// Whether it is a functional model within the model.
        fileprivate var isFunctional: Bool {
            if case .model(let model) = kind { model.kind == "Functional" } else { false }
        }
    }

    extension KerasArchitecture.Reference {
        fileprivate func shifted(_ layers: Set<String>) -> Self {
            var reference = self
            if layers.contains(layer) { reference.call -= 1 }
            return reference
        }
    }
#endif
