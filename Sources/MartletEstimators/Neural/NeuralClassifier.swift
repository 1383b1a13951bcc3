public import MartletNN
public import MartletNumerics

/// A network that learns classes: what scikeras's `KerasClassifier` and scikit-learn's `MLPClassifier` are for.
///
/// ```swift
/// let classifier = NeuralClassifier(hidden: [64, 64], epochs: 20, seed: 1)
/// let fitted = try classifier.fit(train.features, species)
/// print(try fitted.predict(test.features), fitted.history["loss"])
/// ```
public struct NeuralClassifier<Network: NetworkConfiguration>: Classifier, RandomEstimator {
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
    /// How much the rows of each class count.
    public var classWeight: ClassWeight
    public var seed: UInt64

    /// A classifier of any network.
    public init(
        _ network: Network, epochs: Int = 20, batchSize: Int = 32, earlyStopping: Bool = false,
        validationFraction: Double = 0.1, patience: Int = 10, classWeight: ClassWeight = .none, seed: UInt64 = 0
    ) {
        self.network = network
        self.epochs = epochs
        self.batchSize = batchSize
        self.earlyStopping = earlyStopping
        self.validationFraction = validationFraction
        self.patience = patience
        self.classWeight = classWeight
        self.seed = seed
    }

    /// What was learned.
    public struct Fitted: ClassPredictor {
        /// The trained network, which gives a probability for each class.
        public let model: Model
        /// The numbers of each epoch.
        public let history: History

        public func probabilities(_ x: Tensor) throws -> Tensor { try model.predict(x) }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        let codes = y.array(of: Int.self)
        let classes = y.classCount
        guard classes > 1 else { throw EstimatorError.oneClass("NeuralClassifier") }
        let training = NetworkTraining(
            epochs: epochs, batchSize: batchSize, earlyStopping: earlyStopping, validationFraction: validationFraction,
            patience: patience, seed: seed)
        let (model, history) = try training.fit(
            network, x, y, classes: classes, stratify: codes,
            sampleWeight: classWeight.applied(to: sampleWeight, codes, classes: classes))
        return Fitted(model: model, history: history)
    }
}

extension NeuralClassifier where Network == DenseNetwork {
    /// A classifier of dense layers, trained by Adam.
    public init(
        hidden: [Int] = [64, 64], activation: Activation = .relu, learningRate: Double = 1e-3, epochs: Int = 20,
        batchSize: Int = 32, earlyStopping: Bool = false, validationFraction: Double = 0.1, patience: Int = 10,
        classWeight: ClassWeight = .none, seed: UInt64 = 0
    ) {
        self.init(
            DenseNetwork(hidden: hidden, activation: activation, learningRate: learningRate), epochs: epochs,
            batchSize: batchSize, earlyStopping: earlyStopping, validationFraction: validationFraction,
            patience: patience, classWeight: classWeight, seed: seed)
    }
}
