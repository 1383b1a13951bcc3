public import MartletGraph
import MartletNumerics

/// Filters that slide over images, `depthMultiplier` of them over each channel alone.
///
/// - Shape: `[batch, height, width, channels] → [batch, height, width, channels · depthMultiplier]`
public struct DepthwiseConv2D: Layer, Codable {
    /// Height and width of a filter, in pixels.
    public var kernelSize: Size2D
    /// How many pixels a filter moves on, down and to the right.
    public var strides: Size2D
    /// Whether zeros around the edge keep the size of the result (`.same`) or not (`.valid`).
    public var padding: Padding
    /// How many filters each channel has.
    public var depthMultiplier: Int
    /// From one element of the kernel to the next.
    public var dilationRate: Size2D
    /// Applied to each element of the result.
    public var activation: Activation
    /// Whether a number is added to each channel of the result, which training finds.
    public var useBias: Bool
    /// What the depthwise filters are before training.
    public var depthwiseInitializer: Initializer
    /// What the bias is before training.
    public var biasInitializer: Initializer
    /// A penalty on the depthwise filters, added to the loss.
    public var depthwiseRegularizer: Regularizer?
    /// A penalty on the bias, added to the loss.
    public var biasRegularizer: Regularizer?
    /// A penalty on the result, added to the loss.
    public var activityRegularizer: Regularizer?
    public var name: String?

    /// Filters of `kernelSize` pixels; `3` is 3 × 3. Arguments and defaults are Keras's; a mistake in them is thrown
    /// when a model is made.
    public init(
        _ kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
        dilationRate: Size2D = 1, activation: Activation = .linear, useBias: Bool = true,
        depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.depthMultiplier = depthMultiplier
        self.dilationRate = dilationRate
        self.activation = activation
        self.useBias = useBias
        self.depthwiseInitializer = depthwiseInitializer
        self.biasInitializer = biasInitializer
        self.depthwiseRegularizer = depthwiseRegularizer
        self.biasRegularizer = biasRegularizer
        self.activityRegularizer = activityRegularizer
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
        dilationRate: Size2D = 1, activation: Activation = .linear, useBias: Bool = true,
        depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            kernelSize, strides: strides, padding: padding, depthMultiplier: depthMultiplier,
            dilationRate: dilationRate, activation: activation, useBias: useBias,
            depthwiseInitializer: depthwiseInitializer, biasInitializer: biasInitializer,
            depthwiseRegularizer: depthwiseRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same with Keras's labels, and sizes as `(height, width)`.
    public init(
        kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid, depthMultiplier: Int = 1,
        dilationRate: (Int, Int) = (1, 1), activation: Activation = .linear, useBias: Bool = true,
        depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1), padding: padding,
            depthMultiplier: depthMultiplier, dilationRate: Size2D(dilationRate.0, dilationRate.1),
            activation: activation, useBias: useBias, depthwiseInitializer: depthwiseInitializer,
            biasInitializer: biasInitializer, depthwiseRegularizer: depthwiseRegularizer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, name: name)
    }

    /// The same with sizes as `(height, width)`.
    public init(
        _ kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid, depthMultiplier: Int = 1,
        dilationRate: (Int, Int) = (1, 1), activation: Activation = .linear, useBias: Bool = true,
        depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1), padding: padding,
            depthMultiplier: depthMultiplier, dilationRate: Size2D(dilationRate.0, dilationRate.1),
            activation: activation, useBias: useBias, depthwiseInitializer: depthwiseInitializer,
            biasInitializer: biasInitializer, depthwiseRegularizer: depthwiseRegularizer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let kind = "DepthwiseConv2D"
        guard scope.takes(x, kind, axes: 2),
            scope.arePositive(
                kind,
                [
                    "kernelSize": kernelSize, "strides": strides, "dilationRate": dilationRate,
                    "depthMultiplier": Size2D(depthMultiplier, depthMultiplier),
                ])
        else { return scope.poisoned }
        let kernel = scope.parameter(
            "kernel", [kernelSize.height, kernelSize.width, x.shape[3], depthMultiplier], depthwiseInitializer,
            regularizer: depthwiseRegularizer)
        return scope.completed(
            x.convolvedByChannel(with: kernel, strides: strides, padding: padding, dilation: dilationRate),
            activation: activation, useBias: useBias, biasInitializer: biasInitializer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer)
    }
}

extension Symbol {
    /// A convolution of each channel by itself, with filters `[height, width, channels, multiplier]`.
    func convolvedByChannel(
        with filters: Symbol, strides: Size2D, padding: Padding, dilation: Size2D
    ) -> Symbol {
        if isPoisoned || filters.isPoisoned { return filters }
        let channels = filters.shape[2]
        return convolved(
            with: filters.reshaped([1, channels * filters.shape[3]], keeping: 2), strides: strides, padding: padding,
            dilation: dilation, groups: channels)
    }
}
