public import MartletNumerics

/// Where a graph is built, one node after another. Not `Sendable`: it lives on one thread, while a function is traced.
public final class Builder {
    package internal(set) var graph = Graph()
    /// The first mistake; everything made of its results is poisoned.
    package private(set) var error: GraphError?
    private var path: [String] = []
    private var uses: [String: Int] = [:]
    package var names = LayerNames()
    /// Whether what is added is as in inference, also while the model is trained.
    package private(set) var isInference = false
    /// By value, not as symbols: those hold the builder, which would then never be freed.
    private var variables: [Variable: Graph.Value] = [:]

    /// Begins an empty graph.
    public init() {}

    /// Ends tracing: the graph with these outputs, or the first mistake.
    public func finish(_ outputs: [Symbol]) throws(GraphError) -> Graph {
        if let error { throw error }
        if let mistake = takes(outputs) { throw mistake }
        var result = graph
        result.outputs = outputs.map(\.value)
        return result
    }

    /// Records a mistake, unless one is recorded already, and returns a poisoned symbol.
    @discardableResult
    package func fail(_ mistake: GraphError) -> Symbol {
        if error == nil {
            error = mistake
            if mistake.path.isEmpty { error?.path = currentPath }
        }
        return Symbol(builder: self, value: .init(node: -1), type: TensorType([]))
    }

    /// Adds a node and returns its outputs.
    @_semantics("optimize.sil.specialize.generic.never")
    package func apply(_ operation: any Operation, _ inputs: [Symbol]) -> [Symbol] {
        if let mistake = takes(inputs) { return [fail(mistake)] }
        do throws(GraphError) {
            return append(
                operation, inputs.map(\.value), try operation.types(of: inputs.map(\.type)), path: currentPath)
        } catch {
            return [fail(error)]
        }
    }

    /// Why symbols can't be used here: one is invalid, or another trace made it; nil if all can.
    package func takes(_ symbols: [Symbol]) -> GraphError? {
        for symbol in symbols {
            if symbol.isPoisoned {
                return symbol.builder.error ?? GraphError(operation: "symbol", message: "it is invalid")
            }
            if symbol.builder !== self {
                return GraphError(
                    operation: "symbol", path: currentPath,
                    message:
                        "\(symbol) belongs to another trace; use symbols only in the closure that they are given to")
            }
        }
        return nil
    }

    private func append(
        _ operation: any Operation, _ inputs: [Graph.Value], _ types: [TensorType], path: String
    ) -> [Symbol] {
        graph.nodes.append(.init(operation: operation, inputs: inputs, types: types, path: path))
        let node = graph.nodes.count - 1
        return types.indices.map { Symbol(builder: self, value: .init(node: node, output: $0), type: types[$0]) }
    }

    package func symbol(_ value: Graph.Value) -> Symbol {
        Symbol(builder: self, value: value, type: graph.type(of: value))
    }

    /// A tensor given when the graph runs.
    public func input(_ type: TensorType) -> Symbol {
        graph.inputs.append(type)
        return apply(Placeholder(index: graph.inputs.count - 1, type: type), [])[0]
    }

    /// A tensor known already.
    public func constant(_ tensor: Tensor) -> Symbol { apply(Constant(tensor), [])[0] }

    /// The current value of a parameter; the same name in the same bank is the same parameter.
    package func variable(_ variable: Variable) -> Symbol {
        if let known = variables[variable] { return symbol(known) }
        let symbol = apply(variable, [])[0]
        variables[variable] = symbol.value
        return symbol
    }

    /// Declares a parameter under the current path, or returns it if a shared layer declared it before.
    package func parameter(_ declared: Parameter) -> Symbol {
        if let known = graph.parameters.first(where: { $0.name == declared.name }) {
            guard known.type == declared.type else {
                return fail(
                    GraphError(
                        operation: "parameter",
                        message: "'\(declared.name)' is \(known.type) and is asked for as \(declared.type); "
                            + "layers of one name share their parameters, so give one of them another name"))
            }
        } else {
            graph.parameters.append(declared)
        }
        return variable(Variable(declared))
    }

    /// Sets a parameter that isn't trained, by its whole name, to a new value in each training step; the last one is kept.
    package func update(_ parameter: String, to value: Symbol) {
        update(parameter, to: value, isTrained: false)
    }

    /// Sets a parameter that is trained, by its whole name, to a new value in each training step, before the optimiser changes
    /// it.
    package func project(_ parameter: String, to value: Symbol) { update(parameter, to: value, isTrained: true) }

    private func update(_ parameter: String, to value: Symbol, isTrained: Bool) {
        if isInference { return }
        guard let state = graph.parameters.first(where: { $0.name == parameter }), state.isTrainable == isTrained else {
            fail(
                GraphError(
                    operation: "update",
                    message: isTrained
                        ? "'\(parameter)' isn't trained"
                        : "'\(parameter)' is no state; declare it with trainable: false"))
            return
        }
        if let mistake = takes([value]) {
            fail(mistake)
        } else if value.type != state.type {
            fail(GraphError(operation: "update", message: "'\(parameter)' is \(state.type), not \(value.type)"))
        } else {
            graph.updates.removeAll { $0.parameter == parameter }
            graph.updates.append(.init(parameter: parameter, value: value.value))
        }
    }

    /// Adds a scalar to the loss in training.
    package func addLoss(_ loss: Symbol) {
        if let mistake = takes([loss]) {
            fail(mistake)
        } else if loss.type != TensorType([]) {
            fail(
                GraphError(operation: "addLoss", message: "takes a float32 scalar, such as a mean(), not \(loss.type)"))
        } else {
            graph.losses.append(loss.value)
        }
    }

    /// What the tier above notes of the graph.
    package var notes: (any GraphNotes)? {
        get { graph.notes }
        set { graph.notes = newValue }
    }

    /// What `body`, which users write, says; an axis that a shape of it hasn't is a mistake that is recorded here.
    package func tracing<R>(_ operation: String, _ body: () throws -> R) rethrows -> R {
        nonisolated(unsafe) let builder = self  // a trace lives on one thread
        return try Shape.$fault.withValue(
            { builder.fail(GraphError(operation: operation, message: $0)) }, operation: body)
    }

    // MARK: Paths

    package var currentPath: String { path.joined(separator: "/") }

    /// A name not yet used under the current path: `random`, `random_1`, `random_2`.
    package func uniqueName(_ base: String) -> String {
        let key = currentPath + "/" + base
        let count = uses[key, default: 0]
        uses[key] = count + 1
        return count == 0 ? base : "\(base)_\(count)"
    }

    /// Says what `body` says as it is in inference, also while the model is trained.
    package func inInference<R>(_ body: () -> R) -> R {
        let outer = isInference
        isInference = true
        defer { isInference = outer }
        return body()
    }

    package func within<R>(_ name: String, _ body: () throws -> R) rethrows -> R {
        path.append(name)
        defer { path.removeLast() }
        return try body()
    }

    /// Says what `body` says under a whole path, wherever it is said.
    package func within<R>(whole: String, _ body: () throws -> R) rethrows -> R {
        let outer = path
        path = whole.isEmpty ? [] : [whole]
        defer { path = outer }
        return try body()
    }

    // MARK: Graphs within graphs

    /// Says another graph again, on these inputs; types are inferred anew. Its parameters are read from `bank`, or from
    /// the banks it names itself; those in `state` are symbols already.
    ///
    /// - Returns: a function from the other graph's values to symbols here.
    package func inline(
        _ other: Graph, _ inputs: [Symbol], bank: Int? = nil, state: [String: Symbol] = [:]
    ) -> ((Graph.Value) -> Symbol) {
        var map: [[Symbol]] = []
        map.reserveCapacity(other.nodes.count)
        for node in other.nodes {
            let outer = path
            path += node.path.isEmpty ? [] : [node.path]
            switch node.operation {
            case let placeholder as Placeholder:
                map.append([inputs[placeholder.index]])
            case var variable as Variable:
                variable.bank = bank ?? variable.bank
                map.append([state[variable.name] ?? self.variable(variable)])
            default:
                map.append(apply(node.operation, node.inputs.map { Self.pick(map, $0) }))
            }
            path = outer
        }
        return { Self.pick(map, $0) }
    }

    /// A poisoned node has one symbol whatever its operation's outputs.
    private static func pick(_ map: [[Symbol]], _ value: Graph.Value) -> Symbol {
        let symbols = map[value.node]
        return symbols[min(value.output, symbols.count - 1)]
    }
}
