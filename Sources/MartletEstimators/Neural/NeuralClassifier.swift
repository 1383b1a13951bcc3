public import MartletNN
public import MartletNumerics

/// A network that learns classes: what scikeras's `KerasClassifier` and scikit-learn's `MLPClassifier` are for.
///
/// ```swift
/// let classifier = NeuralClassifier(hidden: [64, 64], epochs: 20, seed: 1)
/// let fitted = try classifier.fit(train.features, species)
/// print(try fitted.predict(test.features), fitted.history["loss"])
/// ```
public struct NeuralClassifier<Network: NetworkConfiguration>: Classifier, NeuralEstimator {
    public var network: Network
    public var fitting: FittingSettings
    /// How much the rows of each class count.
    public var classWeight: ClassWeight

    /// A classifier of any network.
    public init(_ network: Network, _ fitting: FittingSettings, classWeight: ClassWeight) {
        self.network = network
        self.fitting = fitting
        self.classWeight = classWeight
    }

    public init(_ network: Network, _ fitting: FittingSettings) {
        self.init(network, fitting, classWeight: .none)
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> NetworkClassPredictor {
        let codes = y.array(of: Int.self)
        let classes = y.classCount
        guard classes > 1 else { throw EstimatorError.oneClass("NeuralClassifier") }
        let (model, history) = try fitting.fit(
            network, x, y, classes: classes, stratify: codes,
            sampleWeight: classWeight.applied(to: sampleWeight, codes, classes: classes))
        return NetworkClassPredictor(model: model, history: history)
    }
}

/// What a network learned of classes.
public struct NetworkClassPredictor: ClassPredictor {
    /// The trained network, which gives a probability for each class.
    public let model: Model
    /// The numbers of each epoch.
    public let history: History

    public func probabilities(_ x: Tensor) throws -> Tensor { try model.predict(x) }
}
