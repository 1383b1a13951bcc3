public import MartletNN
public import MartletNumerics

/// A network that learns values: what scikeras's `KerasRegressor` and scikit-learn's `MLPRegressor` are for. It learns
/// them in units of their deviation from their mean, and predicts them in their own.
public struct NeuralRegressor<Network: NetworkConfiguration>: Regressor, NeuralEstimator {
    public var network: Network
    public var fitting: FittingSettings

    public init(_ network: Network, _ fitting: FittingSettings) {
        self.network = network
        self.fitting = fitting
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> NetworkPredictor {
        let mean = try y.mean().scalar(as: Double.self)
        let spread = try y.standardDeviation().scalar(as: Double.self)
        let deviation = spread > 0 ? spread : 1
        let targets = Tensor(y.array(of: Double.self).map { Float(($0 - mean) / deviation) })
        let (model, history) = try fitting.fit(
            network, x, targets.reshaped([y.count, 1]), classes: nil, stratify: nil, sampleWeight: sampleWeight)
        return NetworkPredictor(model: model, history: history, mean: mean, deviation: deviation)
    }
}

/// What a network learned of values.
public struct NetworkPredictor: Predictor {
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
