import MartletGraph
import MartletNumerics

/// What is done to a product's results, channel by channel of the last axis, up to a value: scales and shifts as of a bias
/// and of batch normalisation, and moves of elements among which each stays in its channel.
struct ChannelChain {
    /// Where it begins.
    private(set) var source: Graph.Value
    private(set) var scale: [Double]
    private(set) var shift: [Double]
    /// The nodes that move elements, in order.
    private(set) var moves: [Int] = []
    /// The nodes that scale and shift, in order.
    private(set) var steps: [Int] = []

    /// The longest chain that ends in `value` and begins in none of the values before.
    init(to value: Graph.Value, in graph: Graph, _ fixed: FixedValues, isEnd: (Graph.Value) -> Bool) {
        source = value
        let channels = graph.type(of: value).shape.last ?? 1
        while !isEnd(source) {
            let node = graph.nodes[source.node]
            if node.operation.keepsChannels(graph.type(of: node.inputs.first ?? source), node.types[0]) {
                moves.insert(source.node, at: 0)
                source = node.inputs[0]
                continue
            }
            guard let operand = ChannelStep(source.node, graph, fixed, channels) else { break }
            steps.insert(source.node, at: 0)
            source = operand.input
        }
        (scale, shift) = ([Double](repeating: 1, count: channels), [Double](repeating: 0, count: channels))
        for index in steps {
            let step = ChannelStep(index, graph, fixed, channels)!
            for channel in 0..<channels {
                let number = step.numbers[step.numbers.count == 1 ? 0 : channel]
                step.apply(number, &scale[channel], &shift[channel])
            }
        }
    }

    /// Whether all numbers are finite.
    var isFinite: Bool { (scale + shift).allSatisfy(\.isFinite) }
}

/// A node that adds to each channel a number that doesn't change, or the like.
private struct ChannelStep {
    let input: Graph.Value
    let numbers: [Double]
    let apply: (_ number: Double, _ scale: inout Double, _ shift: inout Double) -> Void

    init?(_ index: Int, _ graph: Graph, _ fixed: FixedValues, _ channels: Int) {
        let node = graph.nodes[index]
        guard node.inputs.count == 2,
            let place = node.inputs.firstIndex(where: { !fixed.isFixed[$0.node] }),
            let operand = fixed[node.inputs[1 - place]], graph.type(of: node.inputs[place]) == node.types[0],
            operand.count == 1 || (operand.count == channels && operand.shape.last == channels)
        else { return nil }
        switch node.operation {
        case is MartletGraph.Add: apply = { number, _, shift in shift += number }
        case is MartletGraph.Subtract where place == 0: apply = { number, _, shift in shift -= number }
        case is MartletGraph.Multiply:
            apply = { number, scale, shift in (scale, shift) = (scale * number, shift * number) }
        case is Divide where place == 0:
            apply = { number, scale, shift in (scale, shift) = (scale / number, shift / number) }
        default: return nil
        }
        input = node.inputs[place]
        numbers = operand.array(of: Double.self)
    }
}

extension MartletGraph.Operation {
    /// Whether it only moves elements, and each stays in its place along the last axis.
    fileprivate func keepsChannels(_ input: TensorType, _ output: TensorType) -> Bool {
        switch self {
        case is MartletGraph.Reshape: input.shape.last == output.shape.last && input.shape.last ?? 0 > 0
        case let transpose as Transpose: transpose.permutation.last == transpose.permutation.count - 1
        default: false
        }
    }
}
