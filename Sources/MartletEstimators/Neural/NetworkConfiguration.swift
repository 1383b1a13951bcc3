public import MartletNN
public import MartletNumerics

/// Hyper-parameters of a network, and how it is made of them: what ``NeuralClassifier`` and ``NeuralRegressor`` train.
///
/// ```swift
/// struct Convolutional: NetworkConfiguration {
///     var filters = 16
///     var dropout = 0.2
///
///     func model(for task: NetworkTask) throws -> Model {
///         let layers = Sequential {
///             Reshape([8, 8, 1])
///             Conv2D(filters, kernelSize: 3, activation: .relu)
///             MaxPooling2D()
///             Flatten()
///             Dropout(dropout)
///             Dense(task.outputs, activation: task.outputActivation)
///         }
///         var model = Model(layers, input: task.inputShape, seed: task.seed)
///         try model.compile(optimizer: .adam(), loss: task.loss)
///         return model
///     }
/// }
/// ```
public protocol NetworkConfiguration: Sendable {
    /// A compiled model for a task: inputs `[rows] + task.inputShape`, outputs `[rows, task.outputs]`.
    ///
    /// - Throws: mistakes in the layers or the arguments.
    func model(for task: NetworkTask) throws -> Model
}

/// What a network is made for.
public struct NetworkTask: Sendable {
    /// The rows that it will learn from, to which layers such as `Normalization` can adapt.
    public let features: Tensor
    /// The number of classes; nil where values are to be predicted.
    public let classes: Int?
    /// The seed for the model.
    public let seed: UInt64
    /// The steps of training, at most: what schedules of learning rates end at.
    public let steps: Int
    let givenLoss: Loss?

    /// The shape of one row.
    public var inputShape: [Int] { Array(features.shape.dropFirst()) }
    /// The units of the last layer: one for each class, or one for the value.
    public var outputs: Int { classes ?? 1 }
    /// The last layer's activation: softmax for classes.
    public var outputActivation: Activation { classes == nil ? .linear : .softmax }
    /// The loss for it: cross-entropy of class numbers, or the mean squared error; of a ``Distiller`` its own.
    public var loss: Loss { givenLoss ?? (classes == nil ? .meanSquaredError : .sparseCategoricalCrossentropy()) }
    /// What is worth seeing in the history: accuracy of classes.
    public var metrics: [Metric] { classes == nil || givenLoss != nil ? [] : [.accuracy] }
}

extension NetworkTask {
    /// A task of one's own.
    public init(features: Tensor, classes: Int?, seed: UInt64, steps: Int = .max) {
        self.init(features: features, classes: classes, seed: seed, steps: steps, givenLoss: nil)
    }
}
