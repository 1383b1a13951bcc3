public import MartletGraph
import MartletNumerics

/// A model as a layer of another: `Sequential { base; Dense(1) }`. Its parameters come along with the values that they
/// have, under the model's name or `model`, `model_1`; so does what is frozen. Called twice under one name it is one model.
///
/// - Shape: from what the model takes to what it gives
extension Model: Layer {
    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let outputs = said([x], scope)
        guard outputs.count == 1 else {
            return scope.fail("the model has \(outputs.count) outputs; call it with an array of its inputs")
        }
        return outputs[0]
    }

    /// Says the model's outputs for several inputs, as a layer of the model that is being traced.
    public func callAsFunction(_ inputs: [Symbol]) -> [Symbol] {
        guard let builder = inputs.first?.builder else { return [] }
        return builder.call("Model", named: name, inputs) { said(inputs, $0) }
    }

    private func said(_ inputs: [Symbol], _ scope: Scope) -> [Symbol] {
        if let mistake { return [scope.builder.fail(mistake)] }
        guard inputs.count == graph.inputs.count else {
            return [scope.fail("the model takes \(graph.inputs.count) inputs, not \(inputs.count)")]
        }
        for (input, type) in zip(inputs, graph.inputs) where !input.isPoisoned && !type.takes(input.type) {
            return [scope.fail("the model takes \(type), not \(input.type)")]
        }
        let builder = scope.builder
        let isNew = !builder.isGiven(scope.path)
        if let mistake = builder.give(self, under: scope.path) { return [scope.fail(mistake)] }
        var state: [String: Symbol] = [:]
        for parameter in graph.parameters {
            var own = parameter
            own.name = scope.path(of: parameter.name)
            state[parameter.name] = scope.declared(own)
        }
        // Two calls draw different numbers, as two layers do.
        var decided = graph.drawingAnew(scope.randomKey())
        if builder.isInference { decided = decided.improved(by: [.decidePhase(training: false) { _ in false }]) }
        let value = builder.inline(decided, inputs, state: state)
        let outputs = decided.outputs.map(value)
        if outputs.contains(where: \.isPoisoned) { return outputs }
        let trained = Set(graph.parameters.filter(\.isTrainable).map(\.name))
        for update in decided.updates {
            let name = scope.path(of: update.parameter)
            if trained.contains(update.parameter) {
                builder.project(name, to: value(update.value))
            } else {
                builder.update(name, to: value(update.value))
            }
        }
        let ofInputs = decided.ofInputs
        for loss in decided.losses where isNew || ofInputs[loss.node] { scope.addLoss(value(loss)) }
        for (name, probed) in decided.probes { value(probed).probe(scope.path(of: name)) }
        builder.noteLayers(of: decided, under: scope, value)
        return outputs
    }
}

extension TensorType {
    /// Whether a tensor of another type can be given where this one is asked for; -1 stands for any number.
    fileprivate func takes(_ other: TensorType) -> Bool {
        dtype == other.dtype && shape.count == other.shape.count
            && zip(shape, other.shape).allSatisfy { $0 == $1 || $0 < 0 || $1 < 0 }
    }
}

extension Graph {
    /// Of each node whether it depends on the inputs.
    fileprivate var ofInputs: [Bool] {
        var result: [Bool] = []
        for node in nodes {
            result.append(node.operation is Placeholder || node.inputs.contains { result[$0.node] })
        }
        return result
    }
}

extension Builder {
    /// Whether a model was called under this path.
    fileprivate func isGiven(_ path: String) -> Bool { (notes as? LayerNotes)?.given[path] != nil }

    /// Notes where the first values of a model's parameters are; says what is wrong if another model has the path.
    fileprivate func give(_ model: Model, under path: String) -> String? {
        if let other = (notes as? LayerNotes)?.given[path] {
            return other.vector.baseAddress == model.vector.baseAddress && other.layout == model.layout
                ? nil : "two models with different parameters have one name; give one of them another"
        }
        note { notes in
            notes.given[path] = LayerNotes.Given(vector: model.vector, layout: model.layout)
            notes.frozen.formUnion(model.frozen.map { path.isEmpty ? $0 : "\(path)/\($0)" })
        }
        return nil
    }

    /// Notes the layers of a graph that was built under a layer, and their calls.
    fileprivate func noteLayers(of other: Graph, under scope: Scope, _ value: (Graph.Value) -> Symbol) {
        var first: [String: LayerCall] = [:]
        for call in other.calls where first[call.layer] == nil { first[call.layer] = call }
        var records: [String: LayerRecord] = [:]
        for layer in other.layers {
            var own = layer
            own.path = scope.path(of: layer.path)
            own.inbound = first[layer.path]?.inputs.map { value($0).path } ?? layer.inbound.map(scope.path(of:))
            if let objection = LayerNames.objection(to: own.path) {
                fail(GraphError(operation: "layer", path: own.path, message: objection))
                return
            }
            records[layer.path] = own
        }
        note { notes in
            for call in other.calls {
                guard let record = records[call.layer] else { continue }
                notes.record(
                    record, from: call.inputs.map { value($0).value }, to: call.outputs.map { value($0).value })
            }
            for layer in other.layers { notes.add(records[layer.path]!) }
        }
    }
}
