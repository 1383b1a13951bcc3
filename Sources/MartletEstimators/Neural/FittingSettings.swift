import MartletNN
import MartletNumerics

/// How the network of an estimator is trained.
public struct FittingSettings: Sendable, Hashable {
    /// Passes over the rows, at most.
    public var epochs: Int
    /// Rows in a step.
    public var batchSize: Int
    /// Whether some rows are kept for validation, and training ends when their loss stops getting better; the network
    /// then is that of the best epoch.
    public var earlyStopping: Bool
    /// The share of rows that early stopping keeps.
    public var validationFraction: Double
    /// Epochs without getting better after which early stopping ends training.
    public var patience: Int
    /// Where the random numbers start.
    public var seed: UInt64

    /// Training with these settings.
    public init(
        epochs: Int = 20, batchSize: Int = 32, earlyStopping: Bool = false, validationFraction: Double = 0.1,
        patience: Int = 10, seed: UInt64 = 0
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.earlyStopping = earlyStopping
        self.validationFraction = validationFraction
        self.patience = patience
        self.seed = seed
    }
}

extension FittingSettings {
    /// Trains a network on rows with targets as its loss reads them.
    ///
    /// - Parameters:
    ///   - stratify: the class of each row, where the rows kept for validation are to have the classes' shares.
    ///   - loss: of the network; nil is what its task has.
    /// - Throws: `EstimatorError`, `diverged` among others; mistakes in the network.
    func fit(
        _ network: some NetworkConfiguration, _ x: Tensor, _ y: Tensor, classes: Int?, stratify: [Int]?,
        sampleWeight: [Double]?, loss: Loss? = nil
    ) throws -> (model: Model, history: History) {
        func fit(
            _ x: Tensor, _ y: Tensor, _ sampleWeight: [Double]?, validation: (Tensor, Tensor)? = nil,
            callbacks: [any Callback] = []
        ) throws -> (model: Model, history: History) {
            let steps = epochs.multipliedReportingOverflow(by: (x.shape[0] - 1) / max(1, batchSize) + 1)
            let task = NetworkTask(
                features: x, classes: classes, seed: seed, steps: steps.overflow ? .max : steps.partialValue,
                givenLoss: loss)
            var model = try network.model(for: task)
            let history = try model.fit(
                x, y, epochs: epochs, batchSize: batchSize, validationData: validation,
                sampleWeight: sampleWeight.map { Tensor($0.map(Float.init)) }, callbacks: callbacks,
                allowNonFinite: true)  // it was looked at before
            guard model.isFinite else { throw EstimatorError.diverged }
            return (model, history)
        }
        guard earlyStopping else { return try fit(x, y, sampleWeight) }
        let parts = try trainTestPositions(
            of: x.shape[0], testSize: validationFraction, stratify: stratify, shuffle: true, seed: seed)
        return try fit(
            x.take(parts.train), y.take(parts.train),
            sampleWeight.map { weights in parts.train.map { weights[$0] } },
            validation: (x.take(parts.test), y.take(parts.test)),
            callbacks: [EarlyStopping(patience: patience, restoreBestWeights: true)])
    }
}
