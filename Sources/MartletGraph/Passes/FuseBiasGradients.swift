import MartletNumerics

extension Pass {
    /// The derivatives by a convolution's filters and by its bias, both of which read all derivatives of its results, are
    /// computed at once. Of float64, whose sums and products no kernel makes together, they aren't.
    package static let fuseBiasGradients = Pass(name: "fuse bias gradients") { graph in
        // Where the sums of what filters' derivatives are made of are: the two nodes of each pair.
        var sums: [Graph.Value: Int] = [:]
        for (index, node) in graph.nodes.enumerated() where node.sumsImages { sums[node.inputs[0]] = index }
        var pairs: [Int: (filters: Int, sum: Int)] = [:]
        for (index, node) in graph.nodes.enumerated() {
            guard let gradient = node.operation as? ConvolutionFilterGradient, !gradient.hasBias,
                let sum = sums.removeValue(forKey: node.inputs[1]), node.inputs[0].node < sum
            else { continue }
            (pairs[index], pairs[sum]) = ((index, sum), (index, sum))
        }
        var made: [Int: [Symbol]] = [:]
        return graph.rewritten { index, node, _, new in
            guard let pair = pairs[index] else { return nil }
            let filters = graph.nodes[pair.filters]
            guard var gradient = filters.operation as? ConvolutionFilterGradient else { return nil }
            gradient.hasBias = true
            let both = made[pair.sum] ?? new.builder.apply(gradient, filters.inputs.map { new.symbol($0)! })
            made[pair.sum] = both
            return [index == pair.sum ? both[1].reshaped(Array(node.types[0].shape)) : both[0]]
        }
    }
}

extension Graph.Node {
    /// Whether this adds up all pixels of images of float32.
    fileprivate var sumsImages: Bool { (operation as? Sum)?.axes == [0, 1, 2] && types[0].dtype == .float32 }
}
