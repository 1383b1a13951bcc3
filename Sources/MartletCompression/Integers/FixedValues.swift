import MartletGraph
import MartletNN
import MartletNumerics

/// What of a graph depends on parameters and constants alone, and its numbers where they are few.
struct FixedValues {
    /// Of each node whether runs don't change it.
    let isFixed: [Bool]
    private var known: [Graph.Value: Tensor] = [:]

    /// The values of a model that `isWanted` says of fixed ones, of a vector's size at most.
    init(_ model: Model, isWanted: (_ reader: Graph.Node, _ input: Int) -> Bool) throws {
        let graph = model.graph
        var isFixed: [Bool] = []
        for node in graph.nodes {
            switch node.operation {
            case is Constant, is Variable: isFixed.append(true)
            case is Placeholder, is Random: isFixed.append(false)
            default: isFixed.append(!node.inputs.isEmpty && node.inputs.allSatisfy { isFixed[$0.node] })
            }
        }
        self.isFixed = isFixed
        var wanted: Set<Graph.Value> = []
        for node in graph.nodes {
            for (index, input) in node.inputs.enumerated()
            where isFixed[input.node] && graph.type(of: input).shape.elementCount <= 1 << 16 && isWanted(node, index) {
                wanted.insert(input)
            }
        }
        let values = wanted.sorted { ($0.node, $0.output) < ($1.node, $1.output) }
        if values.isEmpty { return }
        let part = graph.leading(to: values)
        let read = part.nodes.compactMap { $0.operation as? Variable }
        let variables = Dictionary(read.map { ($0.name, model[$0.name]!) }, uniquingKeysWith: { first, _ in first })
        for (value, tensor) in zip(values, try part.evaluate(inputs: [], variables: variables)) {
            known[value] = tensor
        }
    }

    /// The numbers of a value; nil if it isn't fixed, or wasn't wanted.
    subscript(value: Graph.Value) -> Tensor? { known[value] }
}
