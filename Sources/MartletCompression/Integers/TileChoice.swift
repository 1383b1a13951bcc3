import MartletGraph
import MartletNN

/// Which convolutions of a model of integers are summed by Winograd's algorithm in tiles of 4, within a bound on noise.
struct TileChoice {
    private let exact: Model
    private let dataset: Dataset
    /// The convolutions that this processor makes faster so, by their nodes, and how many multiplications each has.
    private let gains: [Int: Double]

    /// - Parameter dataset: rows by which noise is measured.
    init(_ exact: Model, on dataset: Dataset) {
        (self.exact, self.dataset) = (exact, dataset)
        let graph = exact.graph
        gains = graph.nodes.enumerated().reduce(into: [:]) { gains, entry in
            guard let convolution = entry.element.operation as? QuantizedConvolution else { return }
            gains[entry.offset] = convolution.gain(entry.element.inputs.map(graph.type(of:)))
        }
    }

    /// - Throws: `ModelError` for a bound that isn't possible, and for data that are empty, don't fit or aren't finite; what the
    ///   dataset throws.
    func model(within bound: Double) throws -> Model {
        guard bound >= 0, bound.isFinite else {
            throw ModelError.invalid(argument: "within", reason: "must be 0 or more, such as 0.01, not \(bound)")
        }
        let all = Set(gains.keys)
        let tiled = try noise(all) <= bound ? all : chosen(within: bound)
        return try exact.tiled(tiled.contains)
    }

    /// The convolutions with tiles of 4. The noises of several are independent, so that their squares add up.
    private func chosen(within bound: Double) throws -> Set<Int> {
        let alone = try gains.keys.sorted().map { node in (node: node, noise: try noise([node])) }
        let cheapest = alone.sorted { $0.noise * $0.noise / gains[$0.node]! < $1.noise * $1.noise / gains[$1.node]! }
        var (tiled, left) = (Set<Int>(), bound * bound)
        for (node, noise) in cheapest where noise * noise <= left {
            tiled.insert(node)
            left -= noise * noise
        }
        // Together they may be a little noisier than their sum.
        for (node, _) in alone.sorted(by: { $0.noise > $1.noise }) where tiled.contains(node) {
            if try noise(tiled) <= bound { break }
            tiled.remove(node)
        }
        return tiled
    }

    /// How far the outputs lie from the exact ones, in parts of these.
    private func noise(_ tiled: Set<Int>) throws -> Double {
        var models = [exact, try exact.tiled(tiled.contains)]
        for index in models.indices { models[index].integers = .exact }
        var noise = Noise()
        let count = exact.graph.outputs.count
        try ActivationValues(models, on: dataset).forEach { tensors in
            for (exact, actual) in zip(tensors.prefix(count), tensors.suffix(count)) { noise.add(exact, actual) }
        }
        return noise.amplitude
    }
}

extension Model {
    /// This model with convolutions of integers that may be summed in tiles of 4: those whose nodes are.
    func tiled(_ isTiled: (_ node: Int) -> Bool) throws -> Model {
        try rewritten { graph in
            try graph.transformed { index, node, inputs, new in
                guard var convolution = node.operation as? QuantizedConvolution, isTiled(index),
                    convolution.canTile(node.inputs.map(graph.type(of:)))
                else { return nil }
                convolution.largestTile = 4
                return new.builder.apply(convolution, inputs)
            }
        }
    }
}
