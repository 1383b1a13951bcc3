public import MartletGraph

extension Objective {
    /// A model inside an objective: called on symbols, it says its outputs. Random layers draw anew for each call, and
    /// state (moving averages) goes on from call to call.
    public struct Network {
        /// How often the networks of a trace were called.
        final class Calls {
            var count = 0
        }

        /// New values of state (moving averages) from calls in training mode.
        final class Updates {
            var said: [(name: String, value: Symbol)] = []

            /// What later calls read.
            var state: [String: Symbol] {
                Dictionary(uniqueKeysWithValues: said.map { ($0.name, $0.value.stopGradient()) })
            }

            func say(_ name: String, _ value: Symbol) {
                said.removeAll { $0.name == name }
                said.append((name, value))
            }
        }

        let model: Model
        let updates = Updates()
        let calls: Calls
        let bank: Int
        let builder: Builder
        let decided: (training: Graph, inference: Graph)

        /// The outputs for several inputs, in training mode or not.
        public func callAsFunction(_ inputs: [Symbol], training: Bool = true) -> [Symbol] {
            let graph = (training ? decided.training : decided.inference)
                .drawingAnew(UInt64(calls.count) &* 0x9E37_79B9_7F4A_7C15)
            calls.count += 1
            guard inputs.count == graph.inputs.count else {
                return [
                    builder.fail(
                        GraphError(
                            operation: "network", message: "takes \(graph.inputs.count) inputs, not \(inputs.count)"))
                ]
            }
            let value = builder.inline(graph, inputs, bank: bank, state: updates.state)
            if training { for update in graph.updates { updates.say(update.parameter, value(update.value)) } }
            return graph.outputs.map(value)
        }

        /// The output for one input.
        public func callAsFunction(_ input: Symbol, training: Bool = true) -> Symbol {
            self([input], training: training)[0]
        }

        /// The value of a parameter by its path; of state, after the calls so far.
        public subscript(name: String) -> Symbol {
            guard let entry = model.layout[name] else {
                return builder.fail(GraphError(operation: "network", message: "has no parameter '\(name)'"))
            }
            if let new = updates.said.first(where: { $0.name == name }) { return new.value.stopGradient() }
            return builder.variable(Variable(entry.parameter, bank: bank))
        }

        /// The parameters that training changes.
        public var trainable: [Symbol] { model.layout.trainable.map { self[$0.parameter.name] } }
    }
}

extension Graph {
    /// The same with other random numbers for each `salt`, and those it has for 0.
    func drawingAnew(_ salt: UInt64) -> Graph {
        rewritten { _, node, inputs, new in
            guard var random = node.operation as? Random else { return nil }
            random.key ^= salt
            return new.builder.apply(random, inputs)
        }
    }
}
