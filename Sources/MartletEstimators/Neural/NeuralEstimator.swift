public import MartletNN

/// An estimator that trains a network: ``NeuralClassifier`` and ``NeuralRegressor``.
public protocol NeuralEstimator: RandomEstimator {
    /// Hyper-parameters of the network.
    associatedtype Network: NetworkConfiguration
    /// What the network is made of.
    var network: Network { get set }
    /// How it is trained.
    var fitting: FittingSettings { get set }

    /// An estimator of any network.
    init(_ network: Network, _ fitting: FittingSettings)
}

extension NeuralEstimator {
    /// An estimator of any network, trained with ``FittingSettings`` of these arguments.
    public init(
        _ network: Network, epochs: Int = 20, batchSize: Int = 32, earlyStopping: Bool = false,
        validationFraction: Double = 0.1, patience: Int = 10, seed: UInt64 = 0
    ) {
        self.init(
            network,
            FittingSettings(
                epochs: epochs, batchSize: batchSize, earlyStopping: earlyStopping,
                validationFraction: validationFraction, patience: patience, seed: seed))
    }

    public var seed: UInt64 {
        get { fitting.seed }
        set { fitting.seed = newValue }
    }
}

extension NeuralEstimator where Network == DenseNetwork {
    /// An estimator of dense layers, trained by Adam with ``FittingSettings`` of these arguments.
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
