import MartletGraph
import MartletNumerics

/// A value as a function of one other, element by element, with numbers that don't change.
struct ElementwiseFunction {
    /// What it is a function of.
    private(set) var source: Graph.Value?
    private var nodes: [Int] = []
    private let graph: Graph
    private let fixed: FixedValues
    private let value: Graph.Value

    /// Nil if it is none, or one of several values.
    ///
    /// - Parameter isSource: whether functions begin at a value.
    init?(of value: Graph.Value, in graph: Graph, _ fixed: FixedValues, isSource: (Graph.Value) -> Bool) {
        (self.graph, self.fixed, self.value) = (graph, fixed, value)
        var (waiting, seen): ([Graph.Value], Set<Graph.Value>) = ([value], [value])
        while let next = waiting.popLast() {
            if isSource(next) {
                guard source == nil || source == next else { return nil }
                source = next
                continue
            }
            let node = graph.nodes[next.node]
            if fixed[next]?.count == 1 { continue }
            guard node.operation.elementwise != nil, !fixed.isFixed[next.node] else { return nil }
            nodes.append(next.node)
            for input in node.inputs where seen.insert(input).inserted { waiting.append(input) }
        }
        guard let source, graph.type(of: source).shape == graph.type(of: value).shape else { return nil }
        nodes.sort()
    }

    /// The function of some numbers.
    ///
    /// - Throws: nothing that an operation that was inferred would.
    func values(of numbers: [Float]) throws -> [Double] {
        var known: [Graph.Value: Tensor] = [source!: Tensor(numbers)]
        for index in nodes {
            let node = graph.nodes[index]
            let inputs = node.inputs.map { known[$0] ?? fixed[$0]!.withShape([]) }
            known[Graph.Value(node: index)] = try node.operation.reference(inputs)[0]
        }
        return known[value]!.array(of: Double.self)
    }
}
