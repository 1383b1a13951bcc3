import MartletGraph
import MartletNumerics

/// The channels along each axis of each value of a graph, found by following them from operation to operation.
///
/// Parameters and constants bring channels along all of their axes. What is computed element by element has those of its
/// operands, which become one class; a product joins the channels that it sums over, and its results have those of its
/// filters. What an operation that isn't known reads has to stay.
struct ChannelFlow {
    /// The channels along each axis; nil where an axis has a fixed length, such as the batch, rows of pixels, or 1.
    typealias Axes = [[Int]?]

    /// Filters or units: a parameter and its axis along which they lie.
    struct Filters: Equatable {
        var parameter: String
        var axis: Int
        /// Whether each reads all channels, or those of its group; depthwise ones read one.
        var mixesChannels: Bool

        var layer: String { parameter.parentPath }
    }

    let graph: Graph
    /// Of each output of each node.
    private(set) var axes: [[Axes]] = []
    /// Of each parameter that the graph reads.
    private(set) var parameters: [String: Axes] = [:]
    /// In the order of the computation.
    var filters: [Filters] = []
    var classes = ChannelClasses()

    init(_ graph: Graph) {
        self.graph = graph
        for node in graph.nodes { axes.append(results(of: node)) }
        for update in graph.updates {
            guard let state = parameters[update.parameter] else { continue }
            for (own, other) in zip(state, self[update.value]) { _ = joined([own, other], "the update of its state") }
        }
        for output in graph.outputs { keep(self[output], because: "they are the model's outputs") }
    }

    subscript(value: Graph.Value) -> Axes { axes[value.node][value.output] }

    private mutating func results(of node: Graph.Node) -> [Axes] {
        let inputs = node.inputs.map { self[$0] }
        switch node.operation {
        case is Placeholder:
            var result = Axes(repeating: nil, count: node.types[0].shape.count)
            if result.count > 1 { result[result.count - 1] = new(node.types[0].shape.last!) }
            keep(result, because: "they go together with the model's inputs")
            return [result]
        case is Constant: return [node.types[0].shape.map { new($0) }]
        case let variable as Variable:
            let result = parameters[variable.name] ?? variable.shape.map { new($0) }
            parameters[variable.name] = result
            return [result]
        case let convolution as Convolution where convolution.epilogue == .none:
            return [convolved(node, convolution, inputs[0], inputs[1])]
        case let convolution as ConvolutionInputGradient where convolution.groups == 1 && convolution.epilogue == .none:
            keep(Array(inputs[0].dropLast() + inputs[1].prefix(2)), for: node)
            _ = joined([inputs[0][3], inputs[1][3]], node.place)
            note(inputs[1], axis: 2, node)
            return [[nil, nil, nil, inputs[1][2]]]
        case let product as MatMul where product.epilogue == .none:
            return [multiplied(node, product, inputs[0], inputs[1])]
        case is MaxPool, is AveragePool, is Resize:
            keep(inputs[0].dropLast(), for: node)
            return [[nil, nil, nil, inputs[0][3]]]
        case let reduction as any ReductionOperation:
            // A sum has only fewer terms.
            if !(reduction is Sum) { keep(reduction.axes.map { inputs[0][$0] }, for: node) }
            return [
                inputs[0].indices.compactMap { axis in
                    reduction.axes.contains(axis) ? (reduction.keeping ? .some(nil) : nil) : .some(inputs[0][axis])
                }
            ]
        case is Phase, is StopGradient, is Random: return [combined(node, inputs)]
        case let operation where operation.elementwise != nil: return [combined(node, inputs)]
        default: return moved(node, inputs)
        }
    }

    /// The channels of what an operation makes that moves elements, or that isn't known.
    private mutating func moved(_ node: Graph.Node, _ inputs: [Axes]) -> [Axes] {
        let shape = node.types[0].shape
        switch node.operation {
        case let transpose as Transpose: return [transpose.permutation.map { inputs[0][$0] }]
        case is MartletGraph.Reshape: return [reshaped(node, inputs[0], to: shape)]
        case is Expand:
            let added = shape.count - inputs[0].count
            let old = graph.type(of: node.inputs[0]).shape
            return [
                shape.indices.map { axis in
                    axis >= added && old[axis - added] == shape[axis] ? inputs[0][axis - added] : new(shape[axis])
                }
            ]
        case let slice as Slice:
            return [
                shape.indices.map { axis in
                    inputs[0][axis].map { Array($0[slice.starts[axis]..<slice.starts[axis] + shape[axis]]) }
                }
            ]
        case let pad as Pad:
            return [
                inputs[0].enumerated().map { axis, channels in
                    channels.map { kept(pad.before[axis], node) + $0 + kept(pad.after[axis], node) }
                }
            ]
        case let concatenation as MartletGraph.Concatenate where shape[concatenation.axis] >= 0:
            return [
                shape.indices.map { axis in
                    if axis != concatenation.axis { return joined(inputs.map { $0[axis] }, node.place) }
                    if inputs.allSatisfy({ $0[axis] == nil }) { return nil }
                    return zip(node.inputs, inputs).flatMap { value, input in
                        input[axis] ?? kept(graph.type(of: value).shape[axis], node)
                    }
                }
            ]
        default:
            for input in inputs { keep(input, for: node) }
            return node.types.map { Axes(repeating: nil, count: $0.shape.count) }
        }
    }

    // MARK: Channels

    private mutating func new(_ count: Int) -> [Int]? { count > 1 ? classes.make(count) : nil }

    /// Channels that can't be removed.
    private mutating func kept(_ count: Int, _ node: Graph.Node) -> [Int] {
        let channels = classes.make(count)
        keep([channels], for: node)
        return channels
    }

    mutating func keep(_ axes: some Sequence<[Int]?>, for node: Graph.Node) {
        keep(axes, because: "\(node.place) needs all of them")
    }

    mutating func keep(_ axes: some Sequence<[Int]?>, because reason: String) {
        for case let channels? in axes { classes.keep(channels, because: reason) }
    }
}

extension Graph.Node {
    /// What is computed, and in which layer.
    var place: String { operation.name + (path.isEmpty ? "" : " in '\(path)'") }
}
