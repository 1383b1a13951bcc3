public import MartletGraph
import MartletNumerics

/// Filters that slide over images: `activation(images ∗ kernel + bias)`, each filter over all channels, or over those of
/// its group.
///
/// - Shape: `[batch, height, width, channels] → [batch, height, width, filters]`
public struct Conv2D: Layer, Codable {
    /// How many channels the result has.
    public var filters: Int
    /// Height and width of a filter, in pixels.
    public var kernelSize: Size2D
    /// How many pixels a filter moves on, down and to the right.
    public var strides: Size2D
    /// Whether zeros around the edge keep the size of the result (`.same`) or not (`.valid`).
    public var padding: Padding
    /// From one element of the kernel to the next.
    public var dilationRate: Size2D
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

    /// Filters of `kernelSize` pixels; `3` is 3 × 3. Arguments and defaults are Keras's; a mistake in them is thrown
    /// when a model is made.
    public init(
        _ filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, dilationRate: Size2D = 1,
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
        filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, dilationRate: Size2D = 1,
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

    /// The same with Keras's labels, and sizes as `(height, width)`.
    public init(
        filters: Int, kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        dilationRate: (Int, Int) = (1, 1), groups: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, dilationRate: Size2D(dilationRate.0, dilationRate.1), groups: groups,
            activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
            biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same with sizes as `(height, width)`.
    public init(
        _ filters: Int, kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        dilationRate: (Int, Int) = (1, 1), groups: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, dilationRate: Size2D(dilationRate.0, dilationRate.1), groups: groups,
            activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
            biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same without labels, and sizes as `(height, width)`: `Conv2D(32, (3, 3))`.
    public init(
        _ filters: Int, _ kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        dilationRate: (Int, Int) = (1, 1), groups: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, dilationRate: Size2D(dilationRate.0, dilationRate.1), groups: groups,
            activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
            biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same without labels: `Conv2D(32, 3)`.
    public init(
        _ filters: Int, _ kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, dilationRate: Size2D = 1,
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
        guard scope.takes(x, "Conv2D", axes: 2),
            scope.arePositive(
                "Conv2D", ["kernelSize": kernelSize, "strides": strides, "dilationRate": dilationRate])
        else { return scope.poisoned }
        let channels = x.shape[3]
        guard filters > 0, groups > 0, channels % groups == 0, filters % groups == 0 else {
            return scope.fail(
                "\(channels) channels and \(filters) filters of Conv2D cannot be split into \(groups) equal groups")
        }
        let kernel = scope.parameter(
            "kernel", [kernelSize.height, kernelSize.width, channels / groups, filters], kernelInitializer,
            regularizer: kernelRegularizer)
        let y = x.convolved(with: kernel, strides: strides, padding: padding, dilation: dilationRate, groups: groups)
        return scope.completed(
            y, activation: activation, useBias: useBias, biasInitializer: biasInitializer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer)
    }
}
