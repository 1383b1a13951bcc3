public import MartletNN

/// A network of dense layers, trained by Adam.
public struct DenseNetwork: NetworkConfiguration, Hashable {
    /// The units of each hidden layer.
    public var hidden: [Int]
    /// Of the hidden layers.
    public var activation: Activation
    /// Adam's learning rate.
    public var learningRate: Double
    /// The share of each hidden layer's units that are dropped in training.
    public var dropout: Double
    /// How much the squares of weights count in the loss.
    public var l2: Double
    /// Whether the network begins by bringing each feature to mean 0 and variance 1 as they are in its training rows.
    public var normalizes: Bool

    /// A network of such layers.
    public init(
        hidden: [Int] = [64, 64], activation: Activation = .relu, learningRate: Double = 1e-3, dropout: Double = 0,
        l2: Double = 0, normalizes: Bool = true
    ) {
        self.hidden = hidden
        self.activation = activation
        self.learningRate = learningRate
        self.dropout = dropout
        self.l2 = l2
        self.normalizes = normalizes
    }

    public func model(for task: NetworkTask) throws -> Model {
        let penalty: Regularizer? = l2 == 0 ? nil : .l2(l2)
        let layers = try Sequential {
            if normalizes { try normalization(of: task) }
            if task.inputShape.count > 1 { Flatten() }
            for units in hidden {
                Dense(units, activation: activation, kernelRegularizer: penalty)
                if dropout > 0 { Dropout(dropout) }
            }
            Dense(task.outputs, activation: task.outputActivation, kernelRegularizer: penalty)
        }
        var model = Model(layers, input: task.inputShape, seed: task.seed)
        try model.compile(
            optimizer: .adam(learningRate: .constant(learningRate)), loss: task.loss, metrics: task.metrics)
        return model
    }

    private func normalization(of task: NetworkTask) throws -> Normalization {
        var layer = try Normalization().adapt(to: task.features)
        // A feature that is constant in training says nothing; it must not explode when it differs later.
        layer.variance = layer.variance?.map { $0 > 0 ? $0 : 1 }
        return layer
    }
}
