public import MartletGraph
import MartletNumerics

/// A transposed convolution, which makes images larger: each pixel, times the kernel, is added to the result.
///
/// The result has `height · strides` rows with `.same` padding, and those that the kernel overlaps more with `.valid`.
///
/// - Shape: `[batch, height, width, channels] → [batch, height', width', filters]`
public struct Conv2DTranspose: Layer, Codable {
    /// How many channels the result has.
    public var filters: Int
    /// Height and width of what each pixel is spread over.
    public var kernelSize: Size2D
    /// By how much the image becomes larger, in height and width.
    public var strides: Size2D
    /// Whether the result has `height · strides` rows (`.same`) or all that a filter reaches (`.valid`).
    public var padding: Padding
    /// Rows and columns that are added to the result at its end: less than the strides. Nil chooses as above.
    public var outputPadding: Size2D?
    /// From one element of the kernel to the next.
    public var dilationRate: Size2D
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
        _ filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
        outputPadding: Size2D? = nil, dilationRate: Size2D = 1, activation: Activation = .linear, useBias: Bool = true,
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
        filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, outputPadding: Size2D? = nil,
        dilationRate: Size2D = 1, activation: Activation = .linear, useBias: Bool = true,
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

    /// The same with Keras's labels, and sizes as `(height, width)`.
    public init(
        filters: Int, kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        outputPadding: (Int, Int)? = nil, dilationRate: (Int, Int) = (1, 1), activation: Activation = .linear,
        useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, outputPadding: outputPadding.map { Size2D($0.0, $0.1) },
            dilationRate: Size2D(dilationRate.0, dilationRate.1), activation: activation, useBias: useBias,
            kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
            kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same with sizes as `(height, width)`.
    public init(
        _ filters: Int, kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        outputPadding: (Int, Int)? = nil, dilationRate: (Int, Int) = (1, 1), activation: Activation = .linear,
        useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, outputPadding: outputPadding.map { Size2D($0.0, $0.1) },
            dilationRate: Size2D(dilationRate.0, dilationRate.1), activation: activation, useBias: useBias,
            kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
            kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same without labels, and sizes as `(height, width)`: `Conv2DTranspose(32, (3, 3))`.
    public init(
        _ filters: Int, _ kernelSize: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        outputPadding: (Int, Int)? = nil, dilationRate: (Int, Int) = (1, 1), activation: Activation = .linear,
        useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
        kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
        activityRegularizer: Regularizer? = nil, name: String? = nil
    ) {
        self.init(
            filters, kernelSize: Size2D(kernelSize.0, kernelSize.1), strides: Size2D(strides.0, strides.1),
            padding: padding, outputPadding: outputPadding.map { Size2D($0.0, $0.1) },
            dilationRate: Size2D(dilationRate.0, dilationRate.1), activation: activation, useBias: useBias,
            kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
            kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
            activityRegularizer: activityRegularizer, name: name)
    }

    /// The same without labels: `Conv2DTranspose(32, 3)`.
    public init(
        _ filters: Int, _ kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
        outputPadding: Size2D? = nil,
        dilationRate: Size2D = 1, activation: Activation = .linear, useBias: Bool = true,
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
        guard scope.takes(x, "Conv2DTranspose", axes: 2),
            scope.arePositive(
                "Conv2DTranspose",
                [
                    "kernelSize": kernelSize, "strides": strides, "dilationRate": dilationRate,
                    "filters": Size2D(filters, filters),
                ])
        else { return scope.poisoned }
        let kernel = scope.parameter(
            "kernel", [kernelSize.height, kernelSize.width, filters, x.shape[3]], kernelInitializer,
            regularizer: kernelRegularizer)
        let remainder = { (axis: KeyPath<Size2D, Int>) in
            padding.transposedRemainder(
                extent: (kernelSize[keyPath: axis] - 1) * dilationRate[keyPath: axis] + 1,
                stride: strides[keyPath: axis], outputPadding: outputPadding?[keyPath: axis])
        }
        return scope.completed(
            x.convolvedTransposed(
                with: kernel, strides: strides, padding: padding, dilation: dilationRate,
                remainder: Size2D(remainder(\.height), remainder(\.width))),
            activation: activation, useBias: useBias, biasInitializer: biasInitializer,
            biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer)
    }
}
