public import MartletGraph
import MartletNumerics

/// A densely connected layer: `activation(x · kernel + bias)`.
///
/// - Shape: `[batch, …, in] → [batch, …, units]`
public struct Dense: Layer, Codable {
    public var units: Int
    public var activation: Activation
    public var useBias: Bool
    public var kernelInitializer: Initializer
    public var biasInitializer: Initializer
    public var kernelRegularizer: Regularizer?
    public var biasRegularizer: Regularizer?
    /// On what the layer gives out.
    public var activityRegularizer: Regularizer?
    public var name: String?

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
