public import MartletGraph
import MartletNumerics

/// A densely connected layer: `activation(x · kernel + bias)`.
///
/// - Shape: `[batch, …, in] → [batch, …, units]`
public struct Dense: Layer, Codable {
    /// The length of the result's last axis.
    public var units: Int
    /// Applied to each element of the result.
    public var activation: Activation
    /// Whether a number is added to each unit of the result, which training finds.
    public var useBias: Bool
    /// What the weights are before training.
    public var kernelInitializer: Initializer
    /// What the bias is before training.
    public var biasInitializer: Initializer
    /// A penalty on the weights, added to the loss.
    public var kernelRegularizer: Regularizer?
    /// A penalty on the bias, added to the loss.
    public var biasRegularizer: Regularizer?
    /// A penalty on the result, added to the loss.
    public var activityRegularizer: Regularizer?
    public var name: String?

    /// Keras's arguments and defaults; a mistake in them is thrown when a model is made.
    public init(
        _ units: Int, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.units = units
        self.activation = activation
        self.useBias = useBias
        self.kernelInitializer = kernelInitializer
        self.biasInitializer = biasInitializer
        self.kernelRegularizer = kernelRegularizer
        self.biasRegularizer = biasRegularizer
        self.activityRegularizer = activityRegularizer
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        units: Int, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
            biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard units > 0, x.rank >= 2 else {
            return scope.fail("Dense takes [batch, …, in] and a positive number of units, not \(x.type) and \(units)")
        }
        let kernel = scope.parameter(
            "kernel", [x.shape[x.rank - 1], units], kernelInitializer, regularizer: kernelRegularizer)
        return scope.completed(
            x.matmul(kernel), activation: activation, useBias: useBias, biasInitializer: biasInitializer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer)
    }
}
