public import MartletGraph
package import MartletNumerics

/// What is noted of a graph while layers say it.
struct LayerNotes: GraphNotes {
    private(set) var layers: [LayerRecord] = []
    private(set) var calls: [LayerCall] = []
    /// How parameters get their first values, by name; models from files have theirs.
    var initializers: [String: Initializer] = [:]
    /// Models that were called as layers, by path: the numbers that their parameters begin with. A model that is made of
    /// the graph takes them out.
    var given: [String: Given] = [:]
    /// The paths that are frozen from the beginning, as they were in those models.
    var frozen: Set<String> = []
    /// What is done to the graph when it is said; a model that is made of it does that.
    var rewritings: [LayerRewriting] = []
    private var known: Set<String> = []

    /// A model's parameters.
    struct Given: Sendable {
        var vector: Tensor
        var layout: ParameterLayout

        subscript(name: String) -> Tensor? {
            layout[name].map {
                Tensor(copying: vector.baseAddress + $0.byteOffset, $0.parameter.shape, $0.parameter.dtype)
            }
        }
    }

    init() {}

    init(layers: [LayerRecord], calls: [LayerCall]) {
        (self.layers, self.calls) = (layers, calls)
        known = Set(layers.map(\.path))
    }

    /// Notes a call of a layer.
    mutating func record(_ layer: LayerRecord, from inputs: [Graph.Value], to outputs: [Graph.Value]) {
        if known.insert(layer.path).inserted { layers.append(layer) }
        calls.append(LayerCall(layer: layer.path, inputs: inputs, outputs: outputs))
    }

    /// Changes what is noted of each layer.
    mutating func changeLayers(_ change: (inout LayerRecord) -> Void) {
        for index in layers.indices { change(&layers[index]) }
    }

    /// Notes a layer that is known, without a call of it.
    mutating func add(_ layer: LayerRecord) {
        if known.insert(layer.path).inserted { layers.append(layer) }
    }

    /// Notes what a layer asks for, once however often it is called.
    mutating func ask(for rewriting: LayerRewriting) {
        if !rewritings.contains(where: { $0.path == rewriting.path }) { rewritings.append(rewriting) }
    }

    func renamed(_ new: (Graph.Value) -> Graph.Value?) -> LayerNotes {
        var result = self
        result.calls = calls.compactMap { call in
            let (inputs, outputs) = (call.inputs.compactMap(new), call.outputs.compactMap(new))
            guard inputs.count == call.inputs.count, outputs.count == call.outputs.count else { return nil }
            return LayerCall(layer: call.layer, inputs: inputs, outputs: outputs)
        }
        return result
    }

    func adding(_ later: LayerNotes) -> LayerNotes {
        var result = self
        for layer in later.layers where result.known.insert(layer.path).inserted { result.layers.append(layer) }
        result.calls += later.calls
        result.initializers.merge(later.initializers) { first, _ in first }
        result.given.merge(later.given) { first, _ in first }
        result.frozen.formUnion(later.frozen)
        result.rewritings += later.rewritings
        return result
    }
}

extension Graph {
    /// The layers in the order in which they were called.
    public var layers: [LayerRecord] { (notes as? LayerNotes)?.layers ?? [] }

    /// All calls of layers in the order in which they ended, those of layers within a layer before its own.
    package var calls: [LayerCall] { (notes as? LayerNotes)?.calls ?? [] }

    /// Why no model can be made of it; nil if one can.
    package var objectionToModel: GraphError? {
        if let type = (inputs + outputTypes).first(where: \.shape.isEmpty) {
            return GraphError(
                operation: "model", message: "its inputs and outputs have the batch as first dimension, not \(type)")
        }
        let bytes = ParameterLayout(parameters).byteCount
        guard bytes > Processor.memory else { return nil }
        return GraphError(
            operation: "model", message: "its parameters take \(bytes) bytes, and the machine has \(Processor.memory)")
    }

    /// The first value of a parameter: zeros if none was asked for.
    ///
    /// - Throws: `ArgumentError` if it cannot be made.
    package func initialValue(of parameter: Parameter, seed: UInt64) throws -> Tensor {
        let notes = notes as? LayerNotes
        if let given = notes?.given, !given.isEmpty {
            let name = parameter.name
            if let value = given[""]?[name] { return value }
            for cut in name.indices where name[cut] == "/" {
                if let value = given[String(name[..<cut])]?[String(name[name.index(after: cut)...])] { return value }
            }
        }
        let initializer = notes?.initializers[parameter.name] ?? .zeros
        return try initializer.value(of: parameter.type, seed: seed, name: parameter.name)
    }
}

extension Builder {
    /// Declares a parameter by its whole name, with what it is before training.
    package func parameter(_ declared: Parameter, _ initializer: Initializer) -> Symbol {
        let symbol = parameter(declared)
        note { $0.initializers[declared.name] = initializer }
        return symbol
    }

    /// Changes what is noted of the graph.
    func note(_ change: (inout LayerNotes) -> Void) {
        var own = notes as? LayerNotes ?? LayerNotes()
        notes = nil  // so that it is changed in place
        change(&own)
        notes = own
    }
}
