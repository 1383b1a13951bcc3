import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// The model with its weights and activations rounded, in training and in inference, to what integers of few bits can
    /// hold, so that training finds weights that stand it (Jacob et al. 2018).
    ///
    /// Quantizers go where tfmot's default 8-bit scheme puts them. Their ranges are state by tfmot's names, such as
    /// `quant_conv2d/kernel_min` and `quant_conv2d/post_activation_max`, which training and `calibrate` update; those of
    /// frozen layers too. The result is a model like any other: what `compile` set stays, as do parameters, frozen
    /// layers and what the optimiser knows. No layer is changed: `stripQuantization` gives back a model without.
    ///
    /// Ranges of weights begin with those that the weights have, others with −6…6 or, for all values, empty.
    ///
    /// - Parameters:
    ///   - scheme: what is quantized, and how.
    ///   - layers: only these, and what they read.
    /// - Throws: mistakes in the layers; `ModelError` for a scheme that isn't possible, for layers that there aren't or
    ///   in which nothing can be quantized, and for a model that is quantized already.
    public func quantizationAware(
        _ scheme: QuantizationScheme = .int8, layers: LayerSelection = .all
    ) throws -> Model {
        try quantized(places(scheme, layers: layers))
    }

    /// Where the quantizers of a scheme go in this model, which has none.
    func places(
        _ scheme: QuantizationScheme, layers: LayerSelection, except: LayerSelection = []
    ) throws -> QuantizerPlaces {
        try checked()
        for (what, quantizer) in scheme.quantizers {
            if let objection = quantizer.objection(to: what) {
                throw ModelError.invalid(
                    argument: "scheme", reason: "is not possible: its quantizer of \(what) \(objection)")
            }
        }
        guard !graph.nodes.contains(where: { $0.operation is FakeQuantize }) else {
            throw ModelError.invalid(
                argument: "the model", reason: "is quantized already; begin with what stripQuantization gives")
        }
        let places = try QuantizerPlaces(graph, scheme, layers: layers, except: except)
        if places.isEmpty {
            throw ModelError.invalid(argument: "layers", reason: "has no layer in which something can be quantized")
        }
        return places
    }

    /// The model with these quantizers, and the ranges that they begin with.
    func quantized(_ places: QuantizerPlaces) throws -> Model {
        try rewritten(values: firstRanges(places)) { try $0.quantized(places) }
    }

    /// What ranges begin with, by the names of the state.
    private func firstRanges(_ places: QuantizerPlaces) throws -> [String: Tensor] {
        var values: [String: Tensor] = [:]
        for place in places.activations.values {
            let bound: Float = place.quantizer.observer == .allValues ? 0 : 6
            values[place.name + "_min"] = Tensor(-bound)
            values[place.name + "_max"] = Tensor(bound)
        }
        for (product, place) in places.weights {
            let value = graph.nodes[product].inputs[1]
            let type = graph.type(of: value)
            let axis = place.quantizer.perChannel ? graph.channelAxis(of: product, type) : nil
            let (axes, numbers) = (type.shape.indices.filter { $0 != axis }, try self.value(of: value))
            let builder = Builder()
            let bounds = place.quantizer.bounds(
                least: builder.constant(try numbers.min(axes: axes)),
                largest: builder.constant(try numbers.max(axes: axes)))
            let ends = try builder.finish([bounds.minimum, bounds.maximum]).evaluate(inputs: [])
            (values[place.name + "_min"], values[place.name + "_max"]) = (ends[0], ends[1])
        }
        return values
    }

    /// The numbers of a value that depends on parameters alone.
    func value(of value: Graph.Value) throws -> Tensor {
        let node = graph.nodes[value.node]
        switch node.operation {
        case let variable as Variable: return self[variable.name]!
        case is MartletGraph.Reshape: return try self.value(of: node.inputs[0]).reshaped(node.types[0].shape)
        default:
            let part = graph.leading(to: [value])
            let read = part.nodes.compactMap { $0.operation as? Variable }
            let values = Dictionary(read.map { ($0.name, self[$0.name]!) }, uniquingKeysWith: { first, _ in first })
            return try part.evaluate(inputs: [], variables: values)[0]
        }
    }
}

extension Graph {
    /// The graph with these quantizers.
    func quantized(_ places: QuantizerPlaces) throws -> Graph {
        struct Key: Hashable {
            var name: String
            var value: Value
        }
        var weights: [Key: Symbol] = [:]  // of layers that are called twice
        return try transformed { index, node, inputs, new in
            var inputs = inputs
            if let place = places.weights[index] {
                let key = Key(name: place.name, value: inputs[1].value)
                let axis = place.quantizer.perChannel ? channelAxis(of: index, inputs[1].type) : nil
                let weight = weights[key] ?? new.builder.quantized(inputs[1], place, axis: axis)
                weights[key] = weight
                inputs[1] = weight
            }
            if let quantizer = places.byRows[index] { inputs[0] = new.builder.quantizedByRows(inputs[0], quantizer) }
            let outputs = new.builder.apply(node.operation, inputs)
            guard let place = places.activations[Value(node: index)] else { return outputs }
            return [new.builder.quantized(outputs[0], place)] + outputs.dropFirst()
        }
    }
}
