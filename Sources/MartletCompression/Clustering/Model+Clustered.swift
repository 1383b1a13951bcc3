import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// The model in which the weights of each layer take few values (Han et al. 2016).
    ///
    /// Weights are those that `pruned` takes: the kernels of dense layers and of convolutions that mix channels, and
    /// embeddings. Each becomes the mean of its cluster, by Lloyd's algorithm, which depends on the weights and on the
    /// model's seed alone. So a code of four bits for each of 16 values is enough, which a compressing archive finds; the
    /// model's own file is as large as before, and it predicts as fast.
    ///
    /// It is done once: when the model is trained further, weights move apart. Prune and train first, and round to
    /// integers without training, by `postTrainingQuantized`.
    ///
    /// - Parameters:
    ///   - count: how many values the weights of a layer may have, 0 among them; 2 or more.
    ///   - layers: only these.
    ///   - initialization: where the values begin.
    ///   - preservesZeros: whether weights that are zero stay zero, and 0 is one of the values if there are any.
    /// - Throws: mistakes in the layers; `ModelError` for too few values, for layers that there aren't or that have no such
    ///   weights, for weights that aren't finite, and for a model with masks or quantizers or of integers.
    public func clustered(
        _ count: Int, layers: LayerSelection = .all, initialization: CentroidInitialization = .kMeansPlusPlus,
        preservesZeros: Bool = true
    ) throws -> Model {
        try checked()
        if count < 2 {
            throw ModelError.invalid(argument: "count", reason: "is 2 values or more, not \(count)")
        }
        if graph.isPruned {
            throw ModelError.invalid(argument: "the model", reason: "has masks; begin with what stripPruning gives")
        }
        if !graph.quantizers.isEmpty {
            throw ModelError.invalid(
                argument: "the model", reason: "has quantizers; begin with what stripQuantization gives")
        }
        let weights = try graph.prunableWeights(of: layers)
        if weights.isEmpty {
            throw ModelError.invalid(argument: "layers", reason: "has no layer with weights that can be clustered")
        }
        var model = self
        for weight in weights {
            let numbers = self[weight.name]!.array(of: Float.self)
            guard numbers.allSatisfy(\.isFinite) else {
                throw ModelError.invalid(
                    argument: "the model", reason: "has weights in '\(weight.name)' that aren't finite")
            }
            let others = preservesZeros ? numbers.filter { $0 != 0 } : numbers
            var random = RandomGenerator(seed: seed)
            let clusters = Clusters(
                others.count < numbers.count ? count - 1 : count, of: others, initialization, &random)
            let shared = numbers.map { preservesZeros && $0 == 0 ? 0 : clusters[$0] }
            try model.set(weight.name, to: Tensor(shared, shape: weight.shape))
        }
        return model
    }
}
