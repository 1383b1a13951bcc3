import MartletGraph
import MartletNN
import MartletNumerics

/// A graph as the steps between which integers are handed on: each call of a layer that has no layers within it, and each
/// operation outside of such calls.
struct GraphUnits {
    /// One step.
    struct Unit {
        /// The layer's path; outside of layers that of the one around it, empty outside of all.
        var path: String
        /// The layer's type; nil outside of layers.
        var kind: String?
        /// The activations that it reads.
        var inputs: [Graph.Value]
        var output: Graph.Value
        /// What computes it, parameters among it, in order.
        var nodes: [Int]
        var role = Role.other
    }

    /// What a step means for integers.
    enum Role: Equatable {
        /// It multiplies activations with weights, in these nodes.
        case product([Int])
        case normalization
        case rectifier
        /// It hands on elements of this value, which it reads, or zeros.
        case passes(Graph.Value)
        /// Its results lie in a range known beforehand, such as 0…1.
        case bounded
        case concatenation
        case other
    }

    let graph: Graph
    private(set) var units: [Unit] = []
    /// The units that read a value.
    private(set) var readers: [Graph.Value: [Int]] = [:]
    /// Of each node whether it gives floating numbers that depend on the model's inputs.
    let isActivation: [Bool]
    private let nodesOfResult: [Bool]

    init(_ graph: Graph) {
        self.graph = graph
        isActivation = graph.activations
        nodesOfResult = graph.nodesOfResult
        var isTaken = [Bool](repeating: false, count: graph.nodes.count)
        let outer = Set(graph.layers.flatMap { $0.path.ancestors })
        for call in graph.calls where !outer.contains(call.layer) {
            guard let output = call.outputs.first, nodesOfResult[output.node], isActivation[output.node] else {
                continue
            }
            let unit = unit(of: call, output)
            if unit.nodes.isEmpty { continue }  // it gives what it reads
            for node in unit.nodes { isTaken[node] = true }
            units.append(unit)
        }
        for (index, node) in graph.nodes.enumerated()
        where isActivation[index] && nodesOfResult[index] && !isTaken[index] && !(node.operation is Placeholder) {
            let inputs = graph.read(node).filter { isActivation[$0.node] }
            units.append(
                Unit(path: node.path, kind: nil, inputs: inputs, output: .init(node: index), nodes: [index]))
        }
        units.sort { ($0.output.node, $0.output.output) < ($1.output.node, $1.output.output) }
        for index in units.indices {
            units[index].role = role(of: units[index])
            for input in Set(units[index].inputs) { readers[input, default: []].append(index) }
        }
    }

    /// Whether anything but units reads a value, as it is a result of the model.
    func isResult(_ value: Graph.Value) -> Bool { graph.outputs.contains(value) }

    /// The value that stands for a placeholder or comes from a unit that computes, from which `value` was handed on.
    func origin(of value: Graph.Value) -> Graph.Value {
        var value = value
        while let unit = units.first(where: { $0.output == value }), case .passes(let source) = unit.role {
            value = source
        }
        return value
    }

    /// The weights of a product, and the parameter that they are made of.
    func weights(of product: Int) -> (value: Graph.Value, parameter: Variable)? {
        let value = graph.nodes[product].inputs[1]
        var waiting = [value]
        while let next = waiting.popLast() {
            if let variable = graph.nodes[next.node].operation as? Variable { return (value, variable) }
            waiting += graph.nodes[next.node].inputs.reversed()
        }
        return nil
    }

    // MARK: What a unit is

    private func unit(of call: LayerCall, _ output: Graph.Value) -> Unit {
        let bounds = Set(call.inputs)
        var (nodes, inputs): (Set<Int>, Set<Graph.Value>) = ([], [])
        var waiting = [output]
        while let value = waiting.popLast() {
            let node = graph.nodes[value.node]
            guard !bounds.contains(value), node.path == call.layer || !isActivation[value.node] else {
                if isActivation[value.node] { inputs.insert(value) }
                continue
            }
            if nodes.insert(value.node).inserted { waiting += graph.read(node) }
        }
        return Unit(
            path: call.layer, kind: graph.layers.first { $0.path == call.layer }?.kind,
            inputs: inputs.sorted { ($0.node, $0.output) < ($1.node, $1.output) }, output: output,
            nodes: nodes.sorted())
    }

    private func role(of unit: Unit) -> Role {
        let products = unit.nodes.filter { index in
            let node = graph.nodes[index]
            return node.operation.scalable != nil && isActivation[node.inputs[0].node]
                && !isActivation[node.inputs[1].node] && weights(of: index) != nil
        }
        if !products.isEmpty { return .product(products) }
        if unit.kind == "BatchNormalization" { return .normalization }
        if let source = passed(by: unit) { return .passes(source) }
        let operations = unit.nodes.filter { isActivation[$0] }.map { graph.nodes[$0].operation }
        if operations.count == 1, operations[0].isBounded { return .bounded }
        if operations.count == 1, operations[0] is MartletGraph.Concatenate { return .concatenation }
        if unit.inputs.count == 1, operations.allSatisfy(\.isClipping) { return .rectifier }
        return .other
    }

    /// The value whose elements a unit hands on.
    private func passed(by unit: Unit) -> Graph.Value? {
        var value = unit.output
        while !unit.inputs.contains(value) {
            let node = graph.nodes[value.node]
            guard node.operation.passesElements, let source = graph.read(node).first, isActivation[source.node] else {
                return nil
            }
            value = source
        }
        return value
    }
}

extension Graph {
    /// What a node reads in inference.
    func read(_ node: Node) -> [Value] { node.operation is Phase ? [node.inputs[1]] : node.inputs }

    /// Of each node whether it gives floating numbers that depend on the inputs.
    fileprivate var activations: [Bool] {
        var ofInputs: [Bool] = []
        for node in nodes {
            ofInputs.append(node.operation is Placeholder || node.inputs.contains { ofInputs[$0.node] })
        }
        return nodes.indices.map { ofInputs[$0] && nodes[$0].types[0].dtype == .float32 }
    }

    /// Of each node whether the results depend on it in inference.
    fileprivate var nodesOfResult: [Bool] {
        var result = [Bool](repeating: false, count: nodes.count)
        for value in outputs { result[value.node] = true }
        for (index, node) in nodes.enumerated().reversed() where result[index] {
            for input in read(node) { result[input.node] = true }
        }
        return result
    }
}

extension MartletGraph.Operation {
    /// Whether its results lie in a range known beforehand, whatever it reads.
    var isBounded: Bool { self is MartletGraph.Softmax || self is LogSoftmax || self is Sigmoid || self is Tanh }

    /// Whether it is part of what keeps numbers between two bounds.
    var isClipping: Bool { self is Relu || self is MartletGraph.Minimum || self is MartletGraph.Maximum }

    /// Whether each element of its result is one of its first input's, or 0.
    var passesElements: Bool {
        self is Phase || self is StopGradient || self is MartletGraph.Reshape || self is Transpose || self is Expand
            || self is Slice || self is Gather || (self as? Pad)?.value == 0 || self is MaxPool || self is Max
    }
}

extension String {
    /// The paths of the layers around that of a layer.
    fileprivate var ancestors: [String] {
        indices.filter { self[$0] == "/" }.map { String(self[..<$0]) }
    }
}
