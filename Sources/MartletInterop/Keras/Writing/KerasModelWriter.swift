#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN
    import MartletNumerics

    /// Makes the configuration by which Keras builds a model again, from the calls of layers in its graph.
    struct KerasModelWriter {
        private let model: Model
        private let graph: Graph
        private let flow: LayerFlow
        private let tree: KerasTree
        private let records: [String: LayerRecord]
        /// The layers that Keras has, by their paths.
        private let layers: [String: any KerasLayer]
        /// The paths of layers that are written as functional models.
        private let functional: Set<String>
        private(set) var problems: [String] = []

        init(_ model: Model) {
            self.model = model
            graph = model.graph
            flow = LayerFlow(graph)
            tree = KerasTree(graph, isSubstituting: true)
            records = Dictionary(graph.layers.map { ($0.path, $0) }) { first, _ in first }
            layers = records.compactMapValues(KerasLayers.layer)
            functional = Set(tree.flattened.filter { $0.kind == "Functional" }.map(\.path))
        }

        /// The configuration, with that of `compile`.
        ///
        /// - Throws: `KerasError` that names every layer that Keras doesn't have.
        static func configuration(of model: Model, path: String) throws -> JSON {
            var writer = KerasModelWriter(model)
            if model.graph.calls.isEmpty, !model.graph.layers.isEmpty {
                throw KerasError(
                    path,
                    "the model comes from a file that doesn't keep what its layers were made with; make it in code again"
                )
            }
            var json = writer.network(writer.tree, named: "model")
            guard writer.problems.isEmpty else { throw KerasError(path, writer.problems) }
            if let compiled = model.compiled, let compilation = try? compiled.kerasConfiguration() {
                json["compile_config"] = compilation
            }
            return json
        }

        /// A result of a layer as Keras's configurations refer to it.
        private struct Result {
            var layer: String
            var call: Int
            var result: Int
            var type: TensorType
        }

        /// The model within the layer of a tree; for the whole the model itself.
        private mutating func network(_ tree: KerasTree, named name: String) -> JSON {
            let (calls, inputs, outputs) = flow.calls(within: tree.path)
            if tree.kind == "Sequential", let chain = flow.chain(within: tree.path) {
                return sequential(chain, inputs[0], tree, name)
            }

            let producers = LayerFlow.producers(calls)
            let inputNames = self.inputNames(inputs.count, beside: tree)
            var callNumbers: [Int] = []
            var counts: [String: Int] = [:]
            for call in calls {
                callNumbers.append(counts[call.layer, default: 0])
                counts[call.layer, default: 0] += 1
            }
            func result(_ value: Graph.Value, before place: Int) -> Result? {
                let sources = flow.sources(of: value, before: place, producers, Set(inputs))
                switch sources.first {
                case .call(let call, let result, isExact: true):
                    return Result(
                        layer: calls[call].layer, call: callNumbers[call], result: result, type: graph.type(of: value))
                case .input(let input, isExact: true):
                    return Result(
                        layer: inputNames[inputs.firstIndex(of: input)!], call: 0, result: 0,
                        type: graph.type(of: value))
                default: return nil
                }
            }

            var layers = zip(inputNames, inputs).map { Self.input($0, graph.type(of: $1)) }
            for member in tree.members {
                var json = layer(member)
                json["name"] = .string(member.name)
                var nodes: [JSON] = []
                for (place, call) in calls.enumerated() where call.layer == member.path {
                    let results = call.inputs.map { result($0, before: place) }
                    if results.contains(where: { $0 == nil }) {
                        problems.append(
                            "what goes into layer '\(member.path)' is computed outside of layers; only layers can be written"
                        )
                    }
                    nodes.append(node(results.compactMap { $0 }, of: member))
                }
                json["inbound_nodes"] = .array(nodes)
                layers.append(json)
            }
            let ends = outputs.map { result($0, before: calls.count) }
            if ends.contains(where: { $0 == nil }) {
                problems.append(
                    "an output of \(tree.path.isEmpty ? "the model" : "'\(tree.path)'") is computed outside of layers; "
                        + "only layers can be written")
            }
            return .keras(
                "keras.src.models.functional", "Functional",
                [
                    "name": .string(name), "trainable": .bool(!model.isFrozen(tree.path)), "layers": .array(layers),
                    "input_layers": .array(inputNames.map { [.string($0), 0, 0] }),
                    "output_layers": .array(ends.compactMap { $0.map(outputHistory) }),
                ])
        }

        private func isMerging(_ path: String) -> Bool {
            layers[path].map { type(of: $0).isMerging } ?? false
        }

        private mutating func sequential(
            _ chain: [LayerCall], _ input: Graph.Value, _ tree: KerasTree, _ name: String
        ) -> JSON {
            let inputName = inputNames(1, beside: tree)[0]
            let members = Dictionary(uniqueKeysWithValues: tree.members.map { ($0.path, $0) })
            let layers =
                [Self.input(inputName, graph.type(of: input))]
                + chain.compactMap { members[$0.layer] }.map { layer($0) }
            return .keras(
                "keras", "Sequential",
                ["name": .string(name), "trainable": .bool(!model.isFrozen(tree.path)), "layers": .array(layers)])
        }

        /// Names for inputs that no layer has.
        private func inputNames(_ count: Int, beside tree: KerasTree) -> [String] {
            var names = Set(tree.members.map(\.name))
            return (0..<count).map { index in
                var name = index == 0 ? "input_layer" : "input_layer_\(index)"
                while !names.insert(name).inserted { name = "model_" + name }
                return name
            }
        }

        private static func input(_ name: String, _ type: TensorType) -> JSON {
            var json = JSON.keras(
                "keras.layers", "InputLayer",
                ["batch_shape": shape(type), "dtype": .string(type.dtype.rawValue), "name": .string(name)])
            json["name"] = .string(name)
            json["inbound_nodes"] = []
            return json
        }

        private static func shape(_ type: TensorType) -> JSON {
            .array(type.shape.map { $0 < 0 ? .null : .integer($0) })
        }

        private mutating func layer(_ tree: KerasTree) -> JSON {
            guard let record = records[tree.path] else { return .null }
            guard let layer = tree.substitute?.layer ?? layers[tree.path] else {
                // What is made of layers alone is a model within the model.
                if !tree.members.isEmpty, tree.parameters.isEmpty { return network(tree, named: tree.name) }
                problems.append(
                    "layer '\(tree.path)' (\(record.kind)) "
                        + (record.configuration == nil
                            ? "is code, which cannot be written" : "is none of Keras's, or isn't supported"))
                return .null
            }
            do {
                var options: JSON.Object = [
                    "name": .string(tree.name), "dtype": "float32",
                    "trainable": .bool(!model.isFrozen(tree.path) && tree.substitute == nil),
                ]
                for (key, value) in try layer.kerasOptions() { options[key] = value }
                if let given = (layer as? Normalization)?.mean, !given.isEmpty {
                    for key in ["mean", "variance"] { options[key] = model["\(tree.path)/\(key)"].map(Self.nested) }
                }
                return .keras("keras.layers", tree.substitute?.kind ?? record.kind, .object(options))
            } catch let error as KerasUnwritable {
                problems.append("layer '\(tree.path)' (\(record.kind)): \(error.message)")
            } catch {
                problems.append("layer '\(tree.path)' (\(record.kind)): \(error)")
            }
            return .null
        }

        /// Numbers in lists, one for each axis.
        private static func nested(_ tensor: Tensor) -> JSON {
            tensor.shape.reversed().reduce(tensor.array(of: Float.self).map { JSON($0) }) { parts, length in
                stride(from: 0, to: parts.count, by: length).map { .array(Array(parts[$0..<$0 + length])) }
            }[0]
        }

        /// One call: a tensor, or a list of them for layers that take several.
        private func node(_ results: [Result], of member: KerasTree) -> JSON {
            let tensors = results.map { result -> JSON in
                [
                    "class_name": "__keras_tensor__",
                    "config": [
                        "shape": Self.shape(result.type), "dtype": .string(result.type.dtype.rawValue),
                        "keras_history": history(result),
                    ],
                ]
            }
            let isList = tensors.count != 1 || isMerging(member.path)
            return [
                "args": isList ? [.array(tensors)] : .array(tensors),
                "kwargs": flow.inferring.contains(member.path) ? ["training": false] : [:],
            ]
        }

        private func history(_ result: Result) -> JSON {
            let name = result.layer.split(separator: "/").last.map(String.init) ?? result.layer
            return [.string(name), .integer(result.call), .integer(result.result)]
        }

        /// Here Keras counts the making of a functional model within the model as its first call.
        private func outputHistory(_ result: Result) -> JSON {
            var result = result
            if functional.contains(result.layer) { result.call += 1 }
            return history(result)
        }
    }
#endif
