public import MartletGraph
import MartletNumerics

/// A transposed convolution along a sequence, which makes it longer: each step, times the kernel, is added to the
/// result.
///
/// - Shape: `[batch, steps, channels] → [batch, steps', filters]`, with `steps' = steps · strides` for `.same` padding
public struct Conv1DTranspose: Layer, Codable {
    /// How many channels the result has.
    public var filters: Int
    /// How many steps of the result each step is spread over.
    public var kernelSize: Int
    /// By how much the sequence becomes longer.
    public var strides: Int
    /// Whether the result has `steps · strides` steps (`.same`) or all that a filter reaches (`.valid`).
    public var padding: Padding
    /// Steps that are added to the result at its end: less than the strides. Nil chooses by the padding.
    public var outputPadding: Int?
    /// From one element of the kernel to the next.
    public var dilationRate: Int
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
        _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid, outputPadding: Int? = nil,
        dilationRate: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.outputPadding = outputPadding
        self.dilationRate = dilationRate
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
        filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid, outputPadding: Int? = nil,
        dilationRate: Int = 1, activation: Activation = .linear, useBias: Bool = true,
        kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: kernelSize, strides: strides, padding: padding, outputPadding: outputPadding,
            dilationRate: dilationRate, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
            biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "Conv1DTranspose", axes: 1),
            scope.arePositive(
                "Conv1DTranspose",
                [
                    "kernelSize": Size2D(1, kernelSize), "strides": Size2D(1, strides),
                    "dilationRate": Size2D(1, dilationRate), "filters": Size2D(1, filters),
                ])
        else { return scope.poisoned }
        let kernel = scope.parameter(
            "kernel", [kernelSize, filters, x.shape[2]], kernelInitializer, regularizer: kernelRegularizer)
        let remainder = padding.transposedRemainder(
            extent: (kernelSize - 1) * dilationRate + 1, stride: strides, outputPadding: outputPadding)
        let y = x.asRow.convolvedTransposed(
            with: kernel.expandedDimensions(axis: 0), strides: Size2D(1, strides), padding: padding,
            dilation: Size2D(1, dilationRate), remainder: Size2D(0, remainder))
        return scope.completed(
            y.isPoisoned ? y : y.asSteps, activation: activation, useBias: useBias, biasInitializer: biasInitializer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer)
    }
}
