package import MartletNumerics

/// A graph as a file holds it. Types are not kept: they are inferred again, so that none is taken on trust. Constants are
/// tensors beside it.
package struct StoredGraph: Sendable {
    package struct Node: Sendable, Codable {
        /// What is computed; missing if it is a constant.
        var operation: AnyOperation?
        /// The place among the constants. In files of before these were tensors they are operations.
        var constant: Int?
        var inputs: [Graph.Value]
        var path: String
    }

    package struct Probe: Sendable, Codable {
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
    /// The tensors that constants are, each once.
    package private(set) var constants: [Tensor] = []
}

extension StoredGraph: Codable {
    private enum CodingKeys: String, CodingKey { case inputs, parameters, nodes, outputs, updates, losses, probes }
}

extension StoredGraph {
    /// What is kept of a traced graph.
    package init(_ graph: Graph) {
        inputs = graph.inputs
        parameters = graph.parameters
        var places: [Constant: Int] = [:]
        var constants: [Tensor] = []
        nodes = graph.nodes.map { node in
            guard let constant = node.operation as? Constant else {
                return Node(operation: AnyOperation(node.operation), inputs: node.inputs, path: node.path)
            }
            if places[constant] == nil {
                places[constant] = constants.count
                constants.append(constant.tensor)
            }
            return Node(constant: places[constant], inputs: node.inputs, path: node.path)
        }
        outputs = graph.outputs
        updates = graph.updates
        losses = graph.losses
        probes = graph.probes.sorted { $0.key < $1.key }.map { Probe(name: $0.key, value: $0.value) }
        self.constants = constants
    }

    /// The most bytes that the values of one row may take.
    static let budget = 4 << 30

    /// The graph, after checking everything that the engine relies on.
    ///
    /// - Parameter constants: the tensors of the file, in their order.
    /// - Throws: `GraphError`, whose operation is the part that is wrong, such as `node 3 (dense)`.
    package func graph(constants: [Tensor]) throws(GraphError) -> Graph {
        var graph = Graph()
        graph.inputs = try checkedInputs()
        graph.parameters = try checkedParameters()
        let types = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.type) })
        var budget = Self.budget
        var isUsed = [Bool](repeating: false, count: constants.count)
        graph.nodes.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            try Self.within("node \(index)" + (node.path.isEmpty ? "" : " (\(node.path))")) {
                try Self.check(path: node.path)
                let operation = try self.operation(node, constants, &isUsed)
                try check(operation, types)
                let types = try operation.types(of: node.inputs.map { try graph.checkedType(of: $0) })
                try Self.spend(&budget, on: types, isParameter: operation is Variable)
                graph.nodes.append(.init(operation: operation, inputs: node.inputs, types: types, path: node.path))
            }
        }
        if let stray = isUsed.firstIndex(of: false) {
            throw Self.fault("constant \(stray)", "no node is it")
        }
        try finish(&graph)
        return graph
    }

    private static func fault(_ part: String, _ message: String) -> GraphError {
        GraphError(operation: part, message: message)
    }

    /// Runs `body`; what it throws is blamed on `part`.
    private static func within<R>(_ part: String, _ body: () throws -> R) throws(GraphError) -> R {
        do {
            return try body()
        } catch {
            throw fault(part, "\(error)")
        }
    }

    private func operation(_ node: Node, _ constants: [Tensor], _ isUsed: inout [Bool]) throws -> any Operation {
        switch (node.operation, node.constant) {
        case (let operation?, nil): return operation.operation
        case (nil, let place?) where constants.indices.contains(place) && node.inputs.isEmpty:
            isUsed[place] = true
            return Constant(constants[place])
        case (nil, let place?):
            throw Self.fault("Constant", "is constant \(place) of \(constants.count), with \(node.inputs.count) inputs")
        case (_?, _?), (nil, nil): throw Self.fault("node", "it must be an operation or a constant")
        }
    }

    private func checkedInputs() throws(GraphError) -> [TensorType] {
        guard !inputs.isEmpty else { throw Self.fault("inputs", "there are none; a model has at least one") }
        for (index, type) in inputs.enumerated() {
            guard type.shape.first == -1, type.shape.dropFirst().allSatisfy({ $0 > 0 }) else {
                throw Self.fault(
                    "input \(index)", "its shape \(type.shape) must be -1 for the batch, then positive dimensions")
            }
        }
        return inputs
    }

    private func checkedParameters() throws(GraphError) -> [Parameter] {
        var names: Set<String> = []
        for parameter in parameters {
            let part = "parameter '\(parameter.name)'"
            try Self.within(part) {
                _ = try parameter.shape.checkedElementCount
                try Self.check(path: parameter.name.parentPath)
            }
            guard names.insert(parameter.name).inserted else {
                throw Self.fault(part, "it occurs twice; names must be unique")
            }
            guard parameter.dtype == .float32 || !parameter.isTrainable else {
                throw Self.fault(
                    part, "it is trainable and \(parameter.dtype.rawValue); what is trained must be float32")
            }
        }
        return parameters
    }

    /// Refuses what is called or declared at an impossible path; the empty one is outside of layers.
    private static func check(path: String) throws(GraphError) {
        if !path.isEmpty, let objection = LayerNames.objection(to: path) { throw fault("path", objection) }
    }

    private func check(_ operation: any Operation, _ types: [String: TensorType]) throws {
        func refuse(_ message: String) -> GraphError { GraphError(operation: operation.name, message: message) }
        switch operation {
        case let placeholder as Placeholder:
            guard inputs.indices.contains(placeholder.index), inputs[placeholder.index] == placeholder.type else {
                throw refuse("is input \(placeholder.index), \(placeholder.type); the inputs are \(inputs)")
            }
        case let variable as Variable:
            let type = TensorType(variable.shape, variable.dtype)
            guard variable.bank == 0, types[variable.name] == type else {
                throw refuse(
                    "is parameter '\(variable.name)', \(type), in bank \(variable.bank), "
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
                throw fault("graph", "the values would take more than the \(Self.budget) bytes allowed for one row")
            }
        }
    }

    private func finish(_ graph: inout Graph) throws(GraphError) {
        guard !outputs.isEmpty else { throw Self.fault("outputs", "there are none; a model has at least one") }
        for (index, value) in outputs.enumerated() {
            let type = try Self.within("output \(index)") { try graph.checkedType(of: value) }
            guard type.shape.first == -1, type.shape.dropFirst().allSatisfy({ $0 >= 0 }) else {
                throw Self.fault("output \(index)", "its type \(type) must have the batch first")
            }
        }
        let kinds = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
        for update in updates {
            let part = "update of '\(update.parameter)'"
            let type = try Self.within(part) { try graph.checkedType(of: update.value) }
            guard let parameter = kinds[update.parameter], type == parameter.type else {
                throw Self.fault(part, "it gives \(type), which is no parameter")
            }
        }
        for (index, value) in losses.enumerated() {
            let type = try Self.within("loss \(index)") { try graph.checkedType(of: value) }
            guard type == TensorType([]) else {
                throw Self.fault("loss \(index)", "it is \(type) and must be a float32 scalar")
            }
        }
        var names: Set<String> = []
        for probe in probes where !names.insert(probe.name).inserted {
            throw Self.fault("probe '\(probe.name)'", "it occurs twice; names must be unique")
        }
        for probe in probes { _ = try Self.within("probe") { try graph.checkedType(of: probe.value) } }
        graph.outputs = outputs
        graph.updates = updates
        graph.losses = losses
        graph.probes = Dictionary(uniqueKeysWithValues: probes.map { ($0.name, $0.value) })
    }
}

extension Graph {
    /// The type of a value that a file names.
    package func checkedType(of value: Value) throws(GraphError) -> TensorType {
        guard nodes.indices.contains(value.node), nodes[value.node].types.indices.contains(value.output) else {
            throw GraphError(
                operation: "graph",
                message: "reads output \(value.output) of node \(value.node); "
                    + "only nodes before it, of which there are \(nodes.count), can be read")
        }
        return type(of: value)
    }
}
