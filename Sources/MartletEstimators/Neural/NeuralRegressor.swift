public import MartletNN
public import MartletNumerics

/// A network that learns values: what scikeras's `KerasRegressor` and scikit-learn's `MLPRegressor` are for. It learns
/// them in units of their deviation from their mean, and predicts them in their own.
public struct NeuralRegressor<Network: NetworkConfiguration>: Regressor, RandomEstimator {
    /// What the network is made of.
    public var network: Network
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
    public var seed: UInt64

    /// A regressor of any network.
    public init(
        _ network: Network, epochs: Int = 20, batchSize: Int = 32, earlyStopping: Bool = false,
        validationFraction: Double = 0.1, patience: Int = 10, seed: UInt64 = 0
    ) {
        self.network = network
        self.epochs = epochs
        self.batchSize = batchSize
        self.earlyStopping = earlyStopping
        self.validationFraction = validationFraction
        self.patience = patience
        self.seed = seed
    }

    /// What was learned.
    public struct Fitted: Predictor {
        /// The trained network, which gives values in units of `deviation` from `mean`.
        public let model: Model
        /// The numbers of each epoch, in those units.
        public let history: History
        /// The mean of the values in training.
        public let mean: Double
        /// Their standard deviation; 1 if they are all the same.
        public let deviation: Double

        public func predict(_ x: Tensor) throws -> Tensor {
            let values = try model.predict(x).array(of: Double.self)
            return Tensor(values.map { mean + deviation * $0 })
        }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        let mean = try y.mean().scalar(as: Double.self)
        let spread = try y.standardDeviation().scalar(as: Double.self)
        let deviation = spread > 0 ? spread : 1
        let targets = Tensor(y.array(of: Double.self).map { Float(($0 - mean) / deviation) })
        let training = NetworkTraining(
            epochs: epochs, batchSize: batchSize, earlyStopping: earlyStopping, validationFraction: validationFraction,
            patience: patience, seed: seed)
        let (model, history) = try training.fit(
            network, x, targets.reshaped([y.count, 1]), classes: nil, stratify: nil, sampleWeight: sampleWeight)
        return Fitted(model: model, history: history, mean: mean, deviation: deviation)
    }
}

extension NeuralRegressor where Network == DenseNetwork {
    /// A regressor of dense layers, trained by Adam.
    public init(
        hidden: [Int] = [64, 64], activation: Activation = .relu, learningRate: Double = 1e-3, epochs: Int = 20,
        batchSize: Int = 32, earlyStopping: Bool = false, validationFraction: Double = 0.1, patience: Int = 10,
        seed: UInt64 = 0
    ) {
        self.init(
            DenseNetwork(hidden: hidden, activation: activation, learningRate: learningRate), epochs: epochs,
            batchSize: batchSize, earlyStopping: earlyStopping, validationFraction: validationFraction,
            patience: patience, seed: seed)
    }
}
