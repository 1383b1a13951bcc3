import MartletGraph
import MartletNumerics

/// A graph as a file holds it. Types are not kept: they are inferred again, so that none is taken on trust.
struct StoredGraph: Codable {
    struct Node: Codable {
        var operation: AnyOperation
        var inputs: [Graph.Value]
        var path: String
    }

    struct Probe: Codable {
        var name: String
        var value: Graph.Value
    }

    var inputs: [TensorType]
    var parameters: [Parameter]
    var nodes: [Node]
    var outputs: [Graph.Value]
    var updates: [Graph.Update]
    var losses: [Graph.Value]
    var probes: [Probe]
    var layers: [LayerRecord]
    /// Missing in files of before layers were exported.
    var calls: [LayerCall]?
}

extension StoredGraph {
    /// What is kept of a traced graph. Initial values that were given are not: the file has the parameters themselves.
    init(_ graph: Graph) {
        inputs = graph.inputs
        parameters = graph.parameters.map { parameter in
            guard case .values = parameter.initializer else { return parameter }
            var parameter = parameter
            parameter.initializer = .zeros
            return parameter
        }
        nodes = graph.nodes.map { Node(operation: AnyOperation($0.operation), inputs: $0.inputs, path: $0.path) }
        outputs = graph.outputs
        updates = graph.updates
        losses = graph.losses
        probes = graph.probes.sorted { $0.key < $1.key }.map { Probe(name: $0.key, value: $0.value) }
        layers = graph.layers
        calls = graph.calls
    }

    /// The most bytes that the values of one row may take.
    static let budget = 4 << 30

    /// The graph, after checking everything that the engine relies on.
    ///
    /// - Throws: `ModelFileFault`.
    func graph() throws -> Graph {
        var graph = Graph()
        graph.inputs = try checkedInputs()
        graph.parameters = try checkedParameters()
        try checkLayers()
        let shapes = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.shape) })
        var budget = Self.budget
        graph.nodes.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            let types = try ModelFileFault.within("node \(index)" + (node.path.isEmpty ? "" : " (\(node.path))")) {
                try Self.check(path: node.path)
                try check(node.operation.operation, shapes)
                let types = try node.operation.operation.types(of: node.inputs.map { try graph.checkedType(of: $0) })
                try Self.spend(&budget, on: types, isParameter: node.operation.operation is Variable)
                return types
            }
            graph.nodes.append(
                .init(operation: node.operation.operation, inputs: node.inputs, types: types, path: node.path))
        }
        try finish(&graph)
        return graph
    }

    private func checkedInputs() throws -> [TensorType] {
        guard !inputs.isEmpty else { throw ModelFileFault("inputs", "there are none; a model has at least one") }
        for (index, type) in inputs.enumerated() {
            guard type.shape.first == -1, type.shape.dropFirst().allSatisfy({ $0 > 0 }) else {
                throw ModelFileFault(
                    "input \(index)", "its shape \(type.shape) must be -1 for the batch, then positive dimensions")
            }
        }
        return inputs
    }

    private func checkedParameters() throws -> [Parameter] {
        var names: Set<String> = []
        for parameter in parameters {
            try ModelFileFault.within("parameter '\(parameter.name)'") {
                _ = try parameter.shape.checkedElementCount
                try Self.check(path: parameter.name.parentPath)
                guard names.insert(parameter.name).inserted else {
                    throw ModelFileFault("parameter '\(parameter.name)'", "it occurs twice; names must be unique")
                }
            }
        }
        return parameters
    }

    private func checkLayers() throws {
        var paths: Set<String> = []
        for (index, layer) in layers.enumerated() {
            if let objection = LayerRecord.objection(to: layer.path) {
                throw ModelFileFault("layer \(index)", objection)
            }
            guard paths.insert(layer.path).inserted else {
                throw ModelFileFault("layer '\(layer.path)'", "it occurs twice; paths must be unique")
            }
        }
        for call in calls ?? [] {
            guard paths.contains(call.layer), !call.inputs.isEmpty, !call.outputs.isEmpty else {
                throw ModelFileFault(
                    "call of layer '\(call.layer)'", "it must name a layer, at least one input and at least one output")
            }
        }
    }

    /// Refuses what is said or declared at an impossible path; the empty one is outside of layers.
    private static func check(path: String) throws(GraphError) {
        if !path.isEmpty, let objection = LayerRecord.objection(to: path) {
            throw GraphError(operation: "path", message: objection)
        }
    }

    private func check(_ operation: any Operation, _ shapes: [String: Shape]) throws {
        func refuse(_ message: String) -> GraphError { GraphError(operation: operation.name, message: message) }
        switch operation {
        case let placeholder as Placeholder:
            guard inputs.indices.contains(placeholder.index), inputs[placeholder.index] == placeholder.type else {
                throw refuse("is input \(placeholder.index), \(placeholder.type); the inputs are \(inputs)")
            }
        case let variable as Variable:
            guard variable.bank == 0, shapes[variable.name] == variable.shape else {
                throw refuse(
                    "is parameter '\(variable.name)' of shape \(variable.shape) in bank \(variable.bank), "
                        + "which isn't among the parameters of bank 0")
            }
        default: break
        }
    }

    private static func spend(_ budget: inout Int, on types: [TensorType], isParameter: Bool) throws {
        for type in types {
            let row = Shape(type.shape.map { $0 == -1 ? 1 : $0 })
            let bytes = try row.checkedElementCount * type.dtype.byteCount
            if isParameter { continue }
            budget -= bytes
            guard budget >= 0 else {
                throw ModelFileFault(
                    "nodes", "their values would take more than the \(Self.budget) bytes allowed for one row")
            }
        }
    }

    private func finish(_ graph: inout Graph) throws {
        guard !outputs.isEmpty else { throw ModelFileFault("outputs", "there are none; a model has at least one") }
        for (index, value) in outputs.enumerated() {
            try ModelFileFault.within("output \(index)") {
                let type = try graph.checkedType(of: value)
                guard type.shape.first == -1, type.shape.dropFirst().allSatisfy({ $0 >= 0 }) else {
                    throw ModelFileFault("output \(index)", "its type \(type) must have the batch first")
                }
            }
        }
        let kinds = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
        for update in updates {
            let part = "update of '\(update.parameter)'"
            try ModelFileFault.within(part) {
                let type = try graph.checkedType(of: update.value)
                guard let parameter = kinds[update.parameter], !parameter.isTrainable,
                    type == TensorType(parameter.shape)
                else { throw ModelFileFault(part, "it gives \(type), which is no parameter that isn't trained") }
            }
        }
        for (index, value) in losses.enumerated() {
            try ModelFileFault.within("loss \(index)") {
                let type = try graph.checkedType(of: value)
                guard type == TensorType([]) else {
                    throw ModelFileFault("loss \(index)", "it is \(type) and must be a float32 scalar")
                }
            }
        }
        var names: Set<String> = []
        for probe in probes where !names.insert(probe.name).inserted {
            throw ModelFileFault("probe '\(probe.name)'", "it occurs twice; names must be unique")
        }
        for probe in probes { _ = try ModelFileFault.within("probe") { try graph.checkedType(of: probe.value) } }
        for call in calls ?? [] {
            try ModelFileFault.within("call of layer '\(call.layer)'") {
                for value in call.inputs + call.outputs { _ = try graph.checkedType(of: value) }
            }
        }
        graph.calls = calls ?? []
        graph.outputs = outputs
        graph.updates = updates
        graph.losses = losses
        graph.probes = Dictionary(uniqueKeysWithValues: probes.map { ($0.name, $0.value) })
        graph.layers = layers
    }
}

extension Graph {
    /// The type of a value that a file names.
    fileprivate func checkedType(of value: Value) throws(GraphError) -> TensorType {
        guard nodes.indices.contains(value.node), nodes[value.node].types.indices.contains(value.output) else {
            throw GraphError(
                operation: "graph",
                message: "reads output \(value.output) of node \(value.node); "
                    + "only nodes before it, of which there are \(nodes.count), can be read")
        }
        return type(of: value)
    }
}
