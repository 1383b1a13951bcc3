import MartletGraph
import MartletNN

/// Which convolutions of a model of integers are summed by Winograd's algorithm, and in what tiles, within a bound on noise.
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
        let all = gains.mapValues { _ in 4 }
        let tiles = try noise(all) <= bound ? all : chosen(within: bound)
        return try exact.tiled { tiles[$0] }
    }

    /// The convolutions with tiles of 4. The noises of several are independent, so that their squares add up.
    private func chosen(within bound: Double) throws -> [Int: Int] {
        let alone = try gains.keys.sorted().map { node in (node: node, noise: try noise([node: 4])) }
        let cheapest = alone.sorted { $0.noise * $0.noise / gains[$0.node]! < $1.noise * $1.noise / gains[$1.node]! }
        var (tiles, left) = ([Int: Int](), bound * bound)
        for (node, noise) in cheapest where noise * noise <= left {
            tiles[node] = 4
            left -= noise * noise
        }
        // Together they may be a little noisier than their sum.
        for (node, _) in alone.sorted(by: { $0.noise > $1.noise }) where tiles[node] != nil {
            if try noise(tiles) <= bound { break }
            tiles[node] = nil
        }
        return tiles
    }

    /// How far the outputs lie from the exact ones, in parts of these.
    private func noise(_ tiles: [Int: Int]) throws -> Double {
        var models = [exact, try exact.tiled { tiles[$0] }]
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
    /// This model with convolutions of integers that may be summed in tiles, by their nodes.
    func tiled(_ tile: (_ node: Int) -> Int?) throws -> Model {
        try rewritten { graph in
            try graph.transformed { index, node, inputs, new in
                guard var convolution = node.operation as? QuantizedConvolution, let tile = tile(index),
                    convolution.canTile(node.inputs.map(graph.type(of:)))
                else { return nil }
                convolution.largestTile = tile
                return new.builder.apply(convolution, inputs)
            }
        }
    }
}
