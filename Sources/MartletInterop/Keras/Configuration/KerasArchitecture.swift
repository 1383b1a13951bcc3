#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN
    import MartletNumerics

    /// A `Sequential` or `Functional` model as a configuration of Keras's describes it: layers, and the order in which they
    /// are called.
    struct KerasArchitecture: Sendable {
        /// One result of one call of a layer.
        struct Reference: Hashable, Sendable {
            var layer: String
            var call: Int
            var result: Int
        }

        struct Input: Sendable {
            var name: String
            var shape: [Int]
            var dtype: DType
        }

        /// A layer, or a model within the model.
        struct Member: Sendable {
            enum Kind: Sendable {
                case layer(any KerasLayer)
                case model(KerasArchitecture)
            }
            var name: String
            var kind: Kind
            var isTrainable: Bool
            var calls: [Call]
        }

        struct Call: Sendable {
            /// What goes in.
            var inputs: [Reference]
            /// Whether the layer works as in inference, also in training: `training=False`.
            var isInference = false
        }

        /// `Sequential` or `Functional`.
        var kind: String
        var name: String
        var inputs: [Input]
        var members: [Member]
        var outputs: [Reference]
        /// The calls in an order in which each comes after what it needs.
        var order: [(member: Int, call: Int)] = []
    }

    extension KerasArchitecture {
        /// Says the model's computation on its inputs.
        func callAsFunction(_ inputs: [Symbol]) -> [Symbol] {
            var values: [Reference: Symbol] = [:]
            for (input, symbol) in zip(self.inputs, inputs) {
                values[Reference(layer: input.name, call: 0, result: 0)] = symbol
            }
            for (index, call) in order {
                let member = members[index]
                let arguments = member.calls[call].inputs.map { values[$0]! }
                let results =
                    member.calls[call].isInference
                    ? arguments[0].builder.inInference { member.applied(to: arguments) }
                    : member.applied(to: arguments)
                for (result, symbol) in results.enumerated() {
                    values[Reference(layer: member.name, call: call, result: result)] = symbol
                }
            }
            return outputs.map { values[$0]! }
        }

        /// How often layers are called in all, those of a model within the model at each of its calls.
        var callCount: Double {
            members.reduce(0) { sum, member in
                let each = if case .model(let model) = member.kind { model.callCount } else { 1.0 }
                return sum + Double(member.calls.count) * each
            }
        }

        /// The paths of the layers that Keras doesn't train.
        func frozen(under path: String = "") -> [String] {
            members.flatMap { member in
                let own = path.isEmpty ? member.name : "\(path)/\(member.name)"
                if !member.isTrainable { return [own] }
                if case .model(let model) = member.kind { return model.frozen(under: own) }
                return []
            }
        }

        /// The graph of the model.
        ///
        /// - Throws: `GraphError` for layers that don't fit one another.
        func graph() throws -> Graph {
            let builder = Builder()
            return try builder.finish(
                self(inputs.map { builder.input(TensorType(Shape([-1] + $0.shape), $0.dtype)) }))
        }
    }

    extension KerasArchitecture.Member {
        fileprivate func applied(to inputs: [Symbol]) -> [Symbol] {
            switch kind {
            case .layer(let layer): [layer.applied(to: inputs, named: name).limited]
            case .model(let model): inputs[0].builder.call(model.kind, named: name, inputs) { _ in model(inputs) }
            }
        }
    }

    extension Symbol {
        /// Refuses what only a hostile file asks for, before the next layer multiplies it.
        fileprivate var limited: Symbol {
            if isPoisoned { return self }
            let elements = shape.reduce(1.0) { $0 * Double(Swift.max(1, $1)) }
            guard elements > 0x1p32 else { return self }
            return builder.fail(GraphError(operation: "layer", message: "a row of \(type) has more than 2³² elements"))
        }
    }
#endif
