import MartletNN
import MartletNumerics

/// How the networks of estimators are trained: what classifiers and regressors share.
struct NetworkTraining {
    var epochs: Int
    var batchSize: Int
    var earlyStopping: Bool
    var validationFraction: Double
    var patience: Int
    var seed: UInt64

    /// Trains a network on rows with targets as its loss reads them.
    ///
    /// - Parameter stratify: the class of each row, where the rows kept for validation are to have the classes' shares.
    /// - Throws: `EstimatorError`, mistakes in the network.
    func fit(
        _ network: some NetworkConfiguration, _ x: Tensor, _ y: Tensor, classes: Int?, stratify: [Int]?,
        sampleWeight: [Double]?
    ) throws -> (model: Model, history: History) {
        guard earlyStopping else { return try fit(network, x, y, classes: classes, sampleWeight: sampleWeight) }
        let parts = try trainTestPositions(
            of: x.shape[0], testSize: validationFraction, stratify: stratify, shuffle: true, seed: seed)
        let callback = EarlyStopping(patience: patience, restoreBestWeights: true)
        return try fit(
            network, x.take(parts.train), y.take(parts.train), classes: classes,
            sampleWeight: sampleWeight.map { weights in parts.train.map { weights[$0] } },
            validation: (x.take(parts.test), y.take(parts.test)), callbacks: [callback])
    }

    private func fit(
        _ network: some NetworkConfiguration, _ x: Tensor, _ y: Tensor, classes: Int?, sampleWeight: [Double]?,
        validation: (Tensor, Tensor)? = nil, callbacks: [any Callback] = []
    ) throws -> (model: Model, history: History) {
        var model = try network.model(for: NetworkTask(features: x, classes: classes, seed: seed))
        let history = try model.fit(
            x, y, epochs: epochs, batchSize: batchSize, validationData: validation,
            sampleWeight: sampleWeight.map { Tensor($0.map(Float.init)) }, callbacks: callbacks,
            allowNonFinite: true)  // it was looked at before
        return (model, history)
    }
}
