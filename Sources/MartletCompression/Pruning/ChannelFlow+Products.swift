import MartletGraph
import MartletNumerics

extension ChannelFlow {
    mutating func convolved(
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

    mutating func multiplied(_ node: Graph.Node, _ product: MatMul, _ a: Axes, _ b: Axes) -> Axes {
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
    mutating func note(_ axes: Axes, axis: Int, _ node: Graph.Node, mixesChannels: Bool = true) {
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
}
