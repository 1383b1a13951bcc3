import MartletGraph
import MartletNN
import MartletNumerics

extension FilterChoice {
    /// The graph without the channels that are removed.
    func narrowedGraph() throws -> Graph {
        var graph = flow.graph
        graph.parameters = graph.parameters.map(narrowed)
        return try graph.transformed { index, node, inputs, new in
            narrowed(node, flow.axes[index]).map { new.builder.apply($0, inputs) }
        }.notingShapes()
    }

    /// A parameter as the graph reads it then.
    func narrowed(_ parameter: Parameter) -> Parameter {
        var result = parameter
        if let axes = flow.parameters[parameter.name] { result.shape = narrowed(parameter.shape, axes) }
        return result
    }

    /// The numbers of a parameter that stay, or what an optimiser keeps of each.
    func narrowed(_ numbers: Tensor, of parameter: String) throws -> Tensor {
        try flow.parameters[parameter].map { try narrowed(numbers, $0) } ?? numbers
    }

    private func narrowed(_ tensor: Tensor, _ axes: ChannelFlow.Axes) throws -> Tensor {
        try axes.enumerated().reduce(tensor) { result, axis in
            guard let channels = axis.element else { return result }
            let places = places(channels)
            return places.count == channels.count ? result : try result.take(places, axis: axis.offset)
        }
    }

    private func narrowed(_ shape: Shape, _ axes: ChannelFlow.Axes) -> Shape {
        Shape(zip(shape, axes).map { length, channels in channels.map { places($0).count } ?? length })
    }

    /// An operation whose attributes hold numbers of channels, with those that stay; nil for others.
    private func narrowed(_ node: Graph.Node, _ axes: [ChannelFlow.Axes]) -> (any MartletGraph.Operation)? {
        let shape = narrowed(node.types[0].shape, axes[0])
        switch node.operation {
        case let constant as Constant: return (try? narrowed(constant.tensor, axes[0])).map(Constant.init)
        case var variable as Variable:
            variable.shape = shape
            return variable
        case var convolution as Convolution where convolution.groups > 1:
            let (images, filters) = (node.inputs[0], node.inputs[1])
            guard let channels = flow[images][3], flow.graph.type(of: filters).shape[2] == 1 else { return nil }
            convolution.groups = places(channels).count
            return convolution
        case var reshape as MartletGraph.Reshape:
            reshape.target = zip(reshape.target, shape.dropFirst(reshape.keeping)).map { $0 < 0 ? $0 : $1 }
            return reshape
        case var expand as Expand:
            expand.shape = shape
            return expand
        case var slice as Slice:
            for (axis, channels) in flow[node.inputs[0]].enumerated() {
                guard let channels else { continue }
                slice.starts[axis] = places(channels[..<slice.starts[axis]]).count
                if slice.sizes[axis] >= 0 { slice.sizes[axis] = shape[axis] }
            }
            return slice
        default: return nil
        }
    }
}
