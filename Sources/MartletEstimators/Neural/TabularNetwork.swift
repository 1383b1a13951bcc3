import MartletGraph
public import MartletNN

/// A network for tables, with what RealMLP (Holzmüller, Grinsztajn, Steinwart 2024, "Better by Default") found to matter: weight
/// decay, smoothed labels, and a learning rate that falls as a cosine to 0 at the end of training.
public struct TabularNetwork: NetworkConfiguration, Hashable {
    /// The units of each hidden layer.
    public var hidden: [Int]
    /// Of the hidden layers.
    public var activation: Activation
    /// AdamW's learning rate at the beginning.
    public var learningRate: Double
    /// What each weight shrinks by in a step, times the learning rate.
    public var weightDecay: Double
    /// The share of each hidden layer's units that are dropped in training.
    public var dropout: Double
    /// How much of a label is given to all classes in equal parts.
    public var labelSmoothing: Double

    /// A network of such layers.
    public init(
        hidden: [Int] = [128, 128], activation: Activation = .silu, learningRate: Double = 3e-3,
        weightDecay: Double = 0.02, dropout: Double = 0.15, labelSmoothing: Double = 0.05
    ) {
        self.hidden = hidden
        self.activation = activation
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.dropout = dropout
        self.labelSmoothing = labelSmoothing
    }

    public func model(for task: NetworkTask) throws -> Model {
        let layers = Sequential {
            for units in hidden {
                Dense(units, activation: activation, kernelInitializer: .heNormal)
                if dropout > 0 { Dropout(dropout) }
            }
            Dense(task.outputs, activation: task.outputActivation)
        }
        var model = Model(layers, input: task.inputShape, seed: task.seed)
        try model.compile(
            optimizer: .adamW(
                learningRate: .cosineDecay(learningRate, decaySteps: max(1, task.steps)),
                weightDecay: WeightDecay(weightDecay)),
            loss: loss(for: task))
        return model
    }

    private func loss(for task: NetworkTask) -> Loss {
        guard let classes = task.classes, labelSmoothing > 0 else { return task.loss }
        let (own, all) = (1 - labelSmoothing, labelSmoothing / Double(classes))
        return .custom("smoothed_crossentropy", targets: .classIndices) { label, prediction in
            let hot: Symbol = label.oneHot(depth: classes, dtype: prediction.dtype)
            let logarithms: Symbol = prediction.clipped(to: 1e-30...1).log()
            return ((hot * own + all) * logarithms).sum(axes: [-1]) * -1
        }
    }
}
