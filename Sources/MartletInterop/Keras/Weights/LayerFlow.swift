#if Archives
    import MartletGraph
    import MartletNN

    /// Which call of a layer feeds which, found in a traced graph.
    struct LayerFlow {
        private let graph: Graph
        /// The calls of layers directly within each layer, by its path, in the order in which they were traced.
        private var calls: [String: [LayerCall]] = [:]

        /// The paths of layers that are called as in inference, also in training.
        let inferring: Set<String>

        init(_ graph: Graph) {
            self.graph = graph
            inferring = Self.inferring(graph)
            for call in graph.calls {
                calls[Self.parent(call.layer), default: []].append(call)
            }
        }

        /// Layers all of whose values that differ in training are taken as in inference, without those within them.
        private static func inferring(_ graph: Graph) -> Set<String> {
            var isInferring: [String: Bool] = [:]
            for node in graph.nodes where node.operation is Phase {
                var path = node.path
                while !path.isEmpty {
                    isInferring[path] = isInferring[path] ?? true && node.inputs[0] == node.inputs[1]
                    path = parent(path)
                }
            }
            return Set(isInferring.filter { $0.value && isInferring[parent($0.key)] != true }.keys)
        }

        private static func parent(_ path: String) -> String {
            path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        }

        /// The calls within the layer at `path` while it was called first; for the empty path those of the model.
        func calls(within path: String) -> (calls: [LayerCall], inputs: [Graph.Value], outputs: [Graph.Value]) {
            let all = calls[path] ?? []
            guard !path.isEmpty, let own = graph.calls.first(where: { $0.layer == path }) else {
                let inputs = graph.nodes.indices.filter { graph.nodes[$0].operation is Placeholder }
                    .map { Graph.Value(node: $0) }
                return (all, inputs, graph.outputs)
            }
            // Layers within a layer end before it does, so those of the first call come before its end.
            let end = graph.calls.firstIndex(of: own)!
            let count = graph.calls[..<end].count { Self.isDirectly($0.layer, within: path) }
            return (Array(all[..<count]), own.inputs, own.outputs)
        }

        private static func isDirectly(_ layer: String, within path: String) -> Bool {
            layer.hasPrefix(path + "/") && !layer.dropFirst(path.count + 1).contains("/")
        }

        /// The calls, by their places in `calls`, on whose results `value` depends without another call between; only
        /// calls before `place` are looked at.
        ///
        /// A layer may hand on what it is given, so the latest that gave out a value is the one.
        func sources(
            of value: Graph.Value, before place: Int, _ producers: [Graph.Value: [(place: Int, result: Int)]],
            _ inputs: Set<Graph.Value>
        ) -> [Source] {
            var found: [Source] = []
            var seen: Set<Graph.Value> = [value]
            var waiting = [value]
            while let next = waiting.popLast() {
                if let call = producers[next]?.last(where: { $0.place < place }) {
                    found.append(.call(call.place, result: call.result, isExact: next == value))
                } else if inputs.contains(next) {
                    found.append(.input(next, isExact: next == value))
                } else {
                    for input in graph.nodes[next.node].inputs.reversed() where seen.insert(input).inserted {
                        waiting.append(input)
                    }
                }
            }
            return found
        }

        /// Where a value comes from: exactly from a layer, or by computations outside of layers.
        enum Source {
            case call(Int, result: Int, isExact: Bool)
            case input(Graph.Value, isExact: Bool)
        }

        static func producers(_ calls: [LayerCall]) -> [Graph.Value: [(place: Int, result: Int)]] {
            var producers: [Graph.Value: [(place: Int, result: Int)]] = [:]
            for (place, call) in calls.enumerated() {
                for (result, value) in call.outputs.enumerated() {
                    producers[value, default: []].append((place, result))
                }
            }
            return producers
        }
    }

    extension LayerFlow {
        /// The layers directly within the layer at `path` in the order of Keras's `model.layers`: those farthest from the
        /// outputs first, and among equally far ones those first that a search from the outputs meets first.
        ///
        /// After `map_graph` in Keras 3.
        func layers(within path: String) -> [String] {
            let (calls, inputs, outputs) = calls(within: path)
            let producers = Self.producers(calls)
            let inputSet = Set(inputs)
            func parents(_ values: [Graph.Value], before place: Int) -> [Int] {
                values.flatMap { sources(of: $0, before: place, producers, inputSet) }.compactMap {
                    if case .call(let place, _, _) = $0 { place } else { nil }
                }
            }

            // A search in depth from the outputs: the order in which layers are met, and calls after what they need.
            var indices: [String: Int] = [:]
            var sorted: [Int] = []
            var feeding: [Int: [Int]] = [:]
            var stack: [(call: Int, next: Int)] = []
            func enter(_ call: Int) {
                guard feeding[call] == nil else { return }
                if indices[calls[call].layer] == nil { indices[calls[call].layer] = indices.count }
                feeding[call] = parents(calls[call].inputs, before: call)
                stack.append((call, 0))
            }
            for output in outputs {
                for call in parents([output], before: calls.count) {
                    enter(call)
                    while let (call, next) = stack.last {
                        if next < feeding[call]!.count {
                            stack[stack.count - 1].next += 1
                            enter(feeding[call]![next])
                        } else {
                            sorted.append(call)
                            stack.removeLast()
                        }
                    }
                }
            }

            var depths: [Int: Int] = [:]
            var layerDepths: [String: Int] = [:]
            for call in sorted.reversed() {
                let depth = max(depths[call] ?? 0, layerDepths[calls[call].layer] ?? 0)
                layerDepths[calls[call].layer] = depth
                for parent in feeding[call]! { depths[parent] = max(depth + 1, depths[parent] ?? 0) }
            }
            return layerDepths.keys.sorted { a, b in
                layerDepths[a]! == layerDepths[b]! ? indices[a]! < indices[b]! : layerDepths[a]! > layerDepths[b]!
            }
        }
    }

    extension LayerFlow {
        /// The calls within the layer at `path` as a chain: each layer called once, with nothing but the result of the one
        /// before; nil if they are none.
        func chain(within path: String) -> [LayerCall]? {
            let (calls, inputs, outputs) = calls(within: path)
            guard inputs.count == 1, outputs.count == 1, Set(calls.map(\.layer)).count == calls.count else {
                return nil
            }
            var last = inputs[0]
            for call in calls {
                guard call.inputs == [last], call.outputs.count == 1, !inferring.contains(call.layer) else {
                    return nil
                }
                last = call.outputs[0]
            }
            return last == outputs[0] ? calls : nil
        }
    }
#endif
