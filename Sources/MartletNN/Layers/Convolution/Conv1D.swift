public import MartletGraph
import MartletNumerics

/// Filters that slide along a sequence: `activation(steps ∗ kernel + bias)`.
///
/// - Shape: `[batch, steps, channels] → [batch, steps, filters]`
public struct Conv1D: Layer, Codable {
    /// How many channels the result has.
    public var filters: Int
    /// How many steps a filter sees.
    public var kernelSize: Int
    /// How many steps a filter moves on.
    public var strides: Int
    /// `.causal`: no result depends on later steps.
    public var padding: Padding
    /// From one element of the kernel to the next.
    public var dilationRate: Int
    /// Into how many equal parts channels and filters are split.
    public var groups: Int
    /// Applied to each element of the result.
    public var activation: Activation
    /// Whether a number is added to each channel of the result, which training finds.
    public var useBias: Bool
    /// What the filters are before training.
    public var kernelInitializer: Initializer
    /// What the bias is before training.
    public var biasInitializer: Initializer
    /// A penalty on the filters, added to the loss.
    public var kernelRegularizer: Regularizer?
    /// A penalty on the bias, added to the loss.
    public var biasRegularizer: Regularizer?
    /// A penalty on the result, added to the loss.
    public var activityRegularizer: Regularizer?
    public var name: String?

    /// Filters of `kernelSize` steps. Arguments and defaults are Keras's; a mistake in them is thrown when a model is
    /// made.
    public init(
        _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid, dilationRate: Int = 1,
        groups: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.dilationRate = dilationRate
        self.groups = groups
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
        filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid, dilationRate: Int = 1,
        groups: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: kernelSize, strides: strides, padding: padding, dilationRate: dilationRate,
            groups: groups, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
            biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "Conv1D", axes: 1),
            scope.arePositive(
                "Conv1D",
                [
                    "kernelSize": Size2D(1, kernelSize), "strides": Size2D(1, strides),
                    "dilationRate": Size2D(1, dilationRate),
                ])
        else { return scope.poisoned }
        let channels = x.shape[2]
        guard filters > 0, groups > 0, channels % groups == 0, filters % groups == 0 else {
            return scope.fail(
                "\(channels) channels and \(filters) filters of Conv1D cannot be split into \(groups) equal groups")
        }
        let kernel = scope.parameter(
            "kernel", [kernelSize, channels / groups, filters], kernelInitializer, regularizer: kernelRegularizer)
        let y = x.asRow.convolved(
            with: kernel.expandedDimensions(axis: 0), strides: Size2D(1, strides), padding: padding,
            dilation: Size2D(1, dilationRate), groups: groups)
        return scope.completed(
            y.isPoisoned ? y : y.asSteps, activation: activation, useBias: useBias, biasInitializer: biasInitializer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer)
    }
}
