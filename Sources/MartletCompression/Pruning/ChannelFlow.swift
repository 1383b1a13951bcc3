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
    private(set) var filters: [Filters] = []
    private(set) var classes = ChannelClasses()

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

    /// What an operation makes that has elements of its inputs in other places, or that isn't known.
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
        case let concatenation as MartletGraph.Concatenate:
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

    // MARK: Products

    private mutating func convolved(
        _ node: Graph.Node, _ convolution: Convolution, _ images: Axes, _ filters: Axes
    ) -> Axes {
        keep(Array(images.dropLast() + filters.prefix(2)), for: node)
        let result: Axes = [nil, nil, nil, filters[3]]
        let shape = graph.type(of: node.inputs[1]).shape
        note(filters, axis: 3, node, mixesChannels: convolution.groups == 1 || shape[2] > 1)
        if convolution.groups == 1 {
            _ = joined([images[3], filters[2]], node.place)
            return result
        }
        guard let channels = images[3], let own = filters[3] else {
            keep([images[3], filters[2], filters[3]], for: node)
            return result
        }
        let multiple = shape[3] / convolution.groups
        if let read = filters[2] {  // all groups stay, and lose as many
            for (index, channel) in channels.enumerated() { classes.unite(channel, read[index % shape[2]]) }
            for (index, channel) in own.enumerated() { classes.unite(channel, own[index % multiple]) }
        } else if shape[2] == 1 {  // a group goes with its channel
            for (index, channel) in own.enumerated() { classes.unite(channel, channels[index / multiple]) }
        } else {
            keep([channels, own], for: node)
        }
        return result
    }

    private mutating func multiplied(_ node: Graph.Node, _ product: MatMul, _ a: Axes, _ b: Axes) -> Axes {
        let batch = a.count - 2
        let (row, inner) = product.transposeA ? (batch + 1, batch) : (batch, batch + 1)
        let (otherInner, column) = product.transposeB ? (b.count - 1, b.count - 2) : (b.count - 2, b.count - 1)
        _ = joined([a[inner], b[otherInner]], node.place)
        note(b, axis: column, node)
        let other = graph.type(of: node.inputs[1]).shape
        let batches = (0..<batch).map { axis in
            b.count == 2 || other[axis] == 1 ? a[axis] : joined([a[axis], b[axis]], node.place)
        }
        return batches + [a[row], b[column]]
    }

    /// Notes the parameter that has these filters; those that are computed otherwise stay.
    private mutating func note(_ axes: Axes, axis: Int, _ node: Graph.Node, mixesChannels: Bool = true) {
        guard let channels = axes[axis] else { return }
        for parameter in graph.parameters {
            guard let place = parameters[parameter.name]?.firstIndex(where: { $0?.first == channels[0] }) else {
                continue
            }
            let new = Filters(parameter: parameter.name, axis: place, mixesChannels: mixesChannels)
            if !filters.contains(where: { $0.parameter == new.parameter && $0.axis == place }) { filters.append(new) }
            return
        }
        keep([channels], for: node)
    }

    // MARK: Elements

    /// The channels of what is computed element by element; shapes broadcast.
    private mutating func combined(_ node: Graph.Node, _ inputs: [Axes]) -> Axes {
        let rank = node.types[0].shape.count
        let shapes = node.inputs.map { graph.type(of: $0).shape }
        return (0..<rank).map { axis in
            joined(
                inputs.indices.compactMap { index in
                    let place = axis - rank + inputs[index].count
                    return place >= 0 && shapes[index][place] != 1 ? .some(inputs[index][place]) : nil
                }, node.place)
        }
    }

    /// The channels of several axes that belong together, place by place; nil if one has a fixed length.
    private mutating func joined(_ axes: Axes, _ place: String) -> [Int]? {
        let known = axes.compactMap(\.self)
        guard let first = known.first else { return nil }
        for other in known.dropFirst() { for (a, b) in zip(first, other) { classes.unite(a, b) } }
        if known.count == axes.count { return first }
        classes.keep(first, because: "they are joined with a fixed number of channels by \(place)")
        return nil
    }

    /// Axes that stay as they are, and those that become one of which one has channels, each again for each place along
    /// the others.
    private mutating func reshaped(_ node: Graph.Node, _ input: Axes, to shape: Shape) -> Axes {
        let from = graph.type(of: node.inputs[0]).shape
        var result = Axes(repeating: nil, count: shape.count)
        var carried: Set<Int> = []
        var (old, new) = (from.indices.filter { from[$0] != 1 }, shape.indices.filter { shape[$0] != 1 })
        // From the back, as the length of the batch isn't known.
        while let axis = old.popLast(), let target = new.popLast(), from[axis] > 0, shape[target] > 0 {
            var (merged, length) = ([axis], from[axis])
            while length < shape[target], let next = old.popLast(), from[next] > 0 {
                merged.insert(next, at: 0)
                length *= from[next]
            }
            if length != shape[target] { break }
            guard let place = merged.firstIndex(where: { input[$0] != nil }) else { continue }
            let inner = merged[(place + 1)...].reduce(1) { $0 * from[$1] }
            let channels = input[merged[place]]!
            result[target] = (0..<length).map { channels[$0 / inner % channels.count] }
            carried.insert(merged[place])
        }
        keep(input.indices.filter { !carried.contains($0) }.map { input[$0] }, for: node)
        return result
    }

    // MARK: Channels

    private mutating func new(_ count: Int) -> [Int]? { count > 1 ? classes.make(count) : nil }

    /// Channels that can't be removed.
    private mutating func kept(_ count: Int, _ node: Graph.Node) -> [Int] {
        let channels = classes.make(count)
        keep([channels], for: node)
        return channels
    }

    private mutating func keep(_ axes: some Sequence<[Int]?>, for node: Graph.Node) {
        keep(axes, because: "\(node.place) needs all of them")
    }

    private mutating func keep(_ axes: some Sequence<[Int]?>, because reason: String) {
        for case let channels? in axes { classes.keep(channels, because: reason) }
    }
}

extension Graph.Node {
    /// What is computed, and in which layer.
    fileprivate var place: String { operation.name + (path.isEmpty ? "" : " in '\(path)'") }
}
