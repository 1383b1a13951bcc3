import MartletGraph
import MartletNumerics

extension ChannelFlow {
    /// The channels of what is computed element by element; shapes broadcast.
    mutating func combined(_ node: Graph.Node, _ inputs: [Axes]) -> Axes {
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
    mutating func joined(_ axes: Axes, _ place: String) -> [Int]? {
        let known = axes.compactMap(\.self)
        guard let first = known.first else { return nil }
        for other in known.dropFirst() { for (a, b) in zip(first, other) { classes.unite(a, b) } }
        if known.count == axes.count { return first }
        classes.keep(first, because: "they are joined with a fixed number of channels by \(place)")
        return nil
    }

    /// Axes that stay as they are, and those that become one of which one has channels, each again for each place along
    /// the others.
    mutating func reshaped(_ node: Graph.Node, _ input: Axes, to shape: Shape) -> Axes {
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
}
