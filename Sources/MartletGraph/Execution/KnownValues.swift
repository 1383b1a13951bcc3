import MartletNumerics

/// The values that are known while a plan is made: constants, parameters that the plan's runs leave as they are, and what is
/// computed from these alone.
final class KnownValues {
    private let graph: Graph
    private let parameter: (Variable) -> Tensor?
    private var isFixed: [Bool] = []
    private var computed: [Graph.Value: Tensor] = [:]
    /// The parameters whose values somebody asked for and got.
    private(set) var consulted: Set<Variable> = []

    /// - Parameter parameter: the current value of a parameter that runs leave as it is; nil if it isn't told.
    init(_ graph: Graph, _ parameter: @escaping (Variable) -> Tensor?) {
        self.graph = graph
        self.parameter = parameter
    }

    /// Takes up the next node.
    func append(isFixed: Bool) { self.isFixed.append(isFixed) }

    /// What a value is; nil if it changes from run to run, or isn't told.
    func value(_ value: Graph.Value) -> Tensor? {
        guard isFixed[value.node] else { return nil }
        switch graph.nodes[value.node].operation {
        case let constant as Constant: return constant.tensor
        case let variable as Variable: return current(variable)
        default:
            if computed[value] == nil { computed[value] = compute(value) }
            return computed[value]
        }
    }

    private func current(_ variable: Variable) -> Tensor? {
        guard let value = parameter(variable) else { return nil }
        consulted.insert(variable)
        return value
    }

    /// Runs the part of the graph that leads to a value, which has no inputs.
    private func compute(_ value: Graph.Value) -> Tensor? {
        let part = graph.leading(to: [value])
        let variables = Set(part.nodes.compactMap { $0.operation as? Variable })
        let values = variables.reduce(into: [Variable: Tensor]()) { $0[$1] = current($1) }
        guard values.count == variables.count else { return nil }
        let bound = part.rewritten { _, node, _, new in
            (node.operation as? Variable).map { [new.builder.constant(values[$0]!)] }
        }
        let plan = Plan(bound, wanted: [(bound.outputs[0], .output(0))], banks: [])
        let session = Session(plan)
        let type = graph.type(of: value)
        let result = Tensor(uninitialized: type.shape, dtype: type.dtype)
        session.bind(plan.slot(.output(0)), UnsafeMutableRawPointer(mutating: result.baseAddress))
        session.run()
        return result
    }
}
