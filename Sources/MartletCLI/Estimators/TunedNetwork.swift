import Martlet

/// The best network that a search found, with its weights.
struct TunedNetwork {
    var best: NeuralClassifier<DenseNetwork>
    var model: Model
    /// Those that the model tells apart, in the order of its outputs.
    var classNames: [String]

    /// Writes the model, which then is as one of `martlet train`.
    func save(to path: String, _ data: EstimatorData) throws {
        var (model, notes) = (model, data.notes)
        notes.classNames = classNames
        try notes.write(to: &model)
        let network = best.network
        var setup = TrainingSetup(
            data: data.setup.data, examples: data.setup.examples, fingerprint: data.setup.fingerprint,
            label: data.setup.label, target: data.setup.target, table: data.setup.table, hidden: network.hidden)
        (setup.dropout, setup.learningRate) = (network.dropout, network.learningRate)
        (setup.epochs, setup.batchSize) = (best.fitting.epochs, best.fitting.batchSize)
        (setup.testFraction, setup.seed) = (data.setup.testFraction, data.setup.seed)
        try setup.write(to: &model.metadata)
        try model.save(to: path)
    }
}
