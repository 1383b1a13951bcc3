public import MartletGraph
import MartletNumerics

/// A depthwise convolution, then a pointwise one (1 × 1) that mixes the channels.
///
/// - Shape: `[batch, height, width, channels] → [batch, height, width, filters]`
public struct SeparableConv2D: Layer, Codable {
    /// How many channels the result has.
    public var filters: Int
    /// Height and width of a depthwise filter, in pixels.
    public var kernelSize: Size2D
    /// How many pixels a filter moves on, down and to the right.
    public var strides: Size2D
    /// Whether zeros around the edge keep the size of the result (`.same`) or not (`.valid`).
    public var padding: Padding
    /// From one element of the depthwise kernel to the next.
    public var dilationRate: Size2D
    /// How many depthwise filters each channel has.
    public var depthMultiplier: Int
    /// Applied to each element of the result.
    public var activation: Activation
    /// Whether a number is added to each channel of the result, which training finds.
    public var useBias: Bool
    /// What the depthwise filters are before training.
    public var depthwiseInitializer: Initializer
    /// What the pointwise filters are before training.
    public var pointwiseInitializer: Initializer
    /// What the bias is before training.
    public var biasInitializer: Initializer
    /// A penalty on the depthwise filters, added to the loss.
    public var depthwiseRegularizer: Regularizer?
    /// A penalty on the pointwise filters, added to the loss.
    public var pointwiseRegularizer: Regularizer?
    /// A penalty on the bias, added to the loss.
    public var biasRegularizer: Regularizer?
    /// A penalty on the result, added to the loss.
    public var activityRegularizer: Regularizer?
    public var name: String?

    /// Filters of `kernelSize` pixels; `3` is 3 × 3. Arguments and defaults are Keras's; a mistake in them is thrown
    /// when a model is made.
    public init(
        _ filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, dilationRate: Size2D = 1,
        depthMultiplier: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        depthwiseInitializer: Initializer = .glorotUniform, pointwiseInitializer: Initializer = .glorotUniform,
        biasInitializer: Initializer = .zeros, depthwiseRegularizer: Regularizer? = nil,
        pointwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.dilationRate = dilationRate
        self.depthMultiplier = depthMultiplier
        self.activation = activation
        self.useBias = useBias
        self.depthwiseInitializer = depthwiseInitializer
        self.pointwiseInitializer = pointwiseInitializer
        self.biasInitializer = biasInitializer
        self.depthwiseRegularizer = depthwiseRegularizer
        self.pointwiseRegularizer = pointwiseRegularizer
        self.biasRegularizer = biasRegularizer
        self.activityRegularizer = activityRegularizer
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, dilationRate: Size2D = 1,
        depthMultiplier: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        depthwiseInitializer: Initializer = .glorotUniform, pointwiseInitializer: Initializer = .glorotUniform,
        biasInitializer: Initializer = .zeros, depthwiseRegularizer: Regularizer? = nil,
        pointwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: kernelSize, strides: strides, padding: padding, dilationRate: dilationRate,
            depthMultiplier: depthMultiplier, activation: activation, useBias: useBias,
            depthwiseInitializer: depthwiseInitializer, pointwiseInitializer: pointwiseInitializer,
            biasInitializer: biasInitializer, depthwiseRegularizer: depthwiseRegularizer,
            pointwiseRegularizer: pointwiseRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same with Keras's labels, and sizes as `(height, width)`.
    public init(
        filters: Int, kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        dilationRate: (Int, Int) = (1, 1), depthMultiplier: Int = 1, activation: Activation = .linear,
        useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform,
        pointwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
        biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, dilationRate: Size2D(dilationRate.0, dilationRate.1), depthMultiplier: depthMultiplier,
            activation: activation, useBias: useBias, depthwiseInitializer: depthwiseInitializer,
            pointwiseInitializer: pointwiseInitializer, biasInitializer: biasInitializer,
            depthwiseRegularizer: depthwiseRegularizer, pointwiseRegularizer: pointwiseRegularizer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, name: name)
    }

    /// The same with sizes as `(height, width)`.
    public init(
        _ filters: Int, kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        dilationRate: (Int, Int) = (1, 1), depthMultiplier: Int = 1, activation: Activation = .linear,
        useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform,
        pointwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
        biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, dilationRate: Size2D(dilationRate.0, dilationRate.1), depthMultiplier: depthMultiplier,
            activation: activation, useBias: useBias, depthwiseInitializer: depthwiseInitializer,
            pointwiseInitializer: pointwiseInitializer, biasInitializer: biasInitializer,
            depthwiseRegularizer: depthwiseRegularizer, pointwiseRegularizer: pointwiseRegularizer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, name: name)
    }

    /// The same without labels, and sizes as `(height, width)`: `SeparableConv2D(32, (3, 3))`.
    public init(
        _ filters: Int, _ kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        dilationRate: (Int, Int) = (1, 1), depthMultiplier: Int = 1, activation: Activation = .linear,
        useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform,
        pointwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
        biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, dilationRate: Size2D(dilationRate.0, dilationRate.1), depthMultiplier: depthMultiplier,
            activation: activation, useBias: useBias, depthwiseInitializer: depthwiseInitializer,
            pointwiseInitializer: pointwiseInitializer, biasInitializer: biasInitializer,
            depthwiseRegularizer: depthwiseRegularizer, pointwiseRegularizer: pointwiseRegularizer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, name: name)
    }

    /// The same without labels: `SeparableConv2D(32, 3)`.
    public init(
        _ filters: Int, _ kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, dilationRate: Size2D = 1,
        depthMultiplier: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        depthwiseInitializer: Initializer = .glorotUniform, pointwiseInitializer: Initializer = .glorotUniform,
        biasInitializer: Initializer = .zeros, depthwiseRegularizer: Regularizer? = nil,
        pointwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: kernelSize, strides: strides, padding: padding, dilationRate: dilationRate,
            depthMultiplier: depthMultiplier, activation: activation, useBias: useBias,
            depthwiseInitializer: depthwiseInitializer, pointwiseInitializer: pointwiseInitializer,
            biasInitializer: biasInitializer, depthwiseRegularizer: depthwiseRegularizer,
            pointwiseRegularizer: pointwiseRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let kind = "SeparableConv2D"
        guard scope.takes(x, kind, axes: 2),
            scope.arePositive(
                kind,
                [
                    "kernelSize": kernelSize, "strides": strides, "dilationRate": dilationRate,
                    "depthMultiplier": Size2D(depthMultiplier, depthMultiplier), "filters": Size2D(filters, filters),
                ])
        else { return scope.poisoned }
        let channels = x.shape[3]
        let depthwise = scope.parameter(
            "depthwise_kernel", [kernelSize.height, kernelSize.width, channels, depthMultiplier], depthwiseInitializer,
            regularizer: depthwiseRegularizer)
        let pointwise = scope.parameter(
            "pointwise_kernel", [1, 1, channels * depthMultiplier, filters], pointwiseInitializer,
            regularizer: pointwiseRegularizer)
        let mixed = x.convolvedByChannel(with: depthwise, strides: strides, padding: padding, dilation: dilationRate)
        return scope.completed(
            mixed.convolved(with: pointwise), activation: activation, useBias: useBias,
            biasInitializer: biasInitializer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer)
    }
}
