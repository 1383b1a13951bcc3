public import MartletGraph
public import MartletNN
import MartletNumerics

/// Blocks that widen, convolve each channel alone, and narrow again: Sandler and others (2018), *MobileNetV2: Inverted
/// Residuals and Linear Bottlenecks*, <https://arxiv.org/abs/1801.04381>.
public struct MobileNetV2: Application {
    public static let defaultSize = 224
    public static let minimalSize = 32
    public static let preprocessing = PreprocessingMode.tf

    /// How wide the network is, in parts of the published one.
    public var alpha: Double
    public var includeTop: Bool
    public var pooling: FeaturePooling?
    public var classes: Int
    public var classifierActivation: Activation
    /// Its name in a model, with which its weights' paths begin; Keras's, unless given.
    public var name: String?

    /// - Parameter name: nil is Keras's name for images of 224 × 224, such as `mobilenetv2_1.00_224`.
    public init(
        alpha: Double = 1, includeTop: Bool = true, pooling: FeaturePooling? = nil, classes: Int = 1000,
        classifierActivation: Activation = .softmax, name: String? = nil
    ) {
        self.alpha = alpha
        self.includeTop = includeTop
        self.pooling = pooling
        self.classes = classes
        self.classifierActivation = classifierActivation
        self.name = name ?? "mobilenetv2_\(formatted(alpha, "%.2f"))_224"
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard alpha > 0, alpha <= 64 else {
            return scope.fail("alpha of MobileNetV2 is the width in parts of the published one, not \(alpha)")
        }
        return network(x, scope) { images in
            var y = images.convolved(Self.rounded(32 * alpha), 3, strides: 2, name: "Conv1", normalization: "bn_Conv1")
            y = y.rectified("Conv1_relu")
            var block = 0
            for (filters, count, strides, expansion) in Self.stages {
                for index in 0..<count {
                    y = y.invertedResidual(
                        Self.rounded((Double(filters) * alpha).rounded(.towardZero)), expansion: expansion,
                        strides: index == 0 ? strides : 1, prefix: block == 0 ? "expanded_conv_" : "block_\(block)_")
                    block += 1
                }
            }
            let last = alpha > 1 ? Self.rounded(1280 * alpha) : 1280
            return y.convolved(last, 1, padding: .valid, name: "Conv_1", normalization: "Conv_1_bn")
                .rectified("out_relu")
        } beforeClasses: {
            GlobalAveragePooling2D()($0)
        }
    }

    /// Filters, blocks, strides of the first block, expansion.
    private static let stages = [
        (16, 1, 1, 1), (24, 2, 2, 6), (32, 3, 2, 6), (64, 4, 2, 6), (96, 3, 1, 6), (160, 3, 2, 6), (320, 1, 1, 6),
    ]

    /// The nearest multiple of 8 that isn't below 90 %.
    private static func rounded(_ width: Double) -> Int {
        let nearest = max(8, Int(width + 4) / 8 * 8)
        return Double(nearest) < 0.9 * width ? nearest + 8 : nearest
    }

    public func imageNetWeights(inputShape: [Int]) throws -> WeightsFile {
        let (alphas, sizes) = ([0.35, 0.5, 0.75, 1, 1.3, 1.4], [96, 128, 160, 192, 224])
        try requireImageNet(inputShape: inputShape, sizes: sizes)
        guard alphas.contains(alpha) else {
            throw ArgumentError("MobileNetV2", "weights trained on ImageNet exist for alpha in \(alphas), not \(alpha)")
        }
        let isKnown = inputShape[0] == inputShape[1] && sizes.contains(inputShape[0])
        let size = isKnown ? inputShape[0] : Self.defaultSize
        // Keras publishes no digests of these.
        return WeightsFile(
            keras: "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_\(alpha)_\(size)"
                + "\(includeTop ? "" : "_no_top").h5", md5: nil)
    }
}

extension Symbol {
    /// A convolution without bias, normalised.
    fileprivate func convolved(
        _ filters: Int, _ kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .same, name: String,
        normalization: String
    ) -> Symbol {
        Conv2D(filters, kernelSize: kernelSize, strides: strides, padding: padding, useBias: false, name: name)(self)
            .normalized(normalization)
    }

    private func normalized(_ name: String) -> Symbol { BatchNormalization(momentum: 0.999, name: name)(self) }

    fileprivate func rectified(_ name: String) -> Symbol { ReLU(maxValue: 6, name: name)(self) }

    /// Wider by `expansion`, each channel convolved alone, narrowed to `filters`; the input is added if it fits.
    fileprivate func invertedResidual(_ filters: Int, expansion: Int, strides: Int, prefix: String) -> Symbol {
        if isPoisoned { return self }
        var y = self
        if expansion > 1 {
            y = y.convolved(
                expansion * shape[3], 1, name: "\(prefix)expand", normalization: "\(prefix)expand_BN")
            y = y.rectified("\(prefix)expand_relu")
        }
        if strides == 2, !y.isPoisoned {
            // As Keras pads: an even side gets its row or column at the end alone.
            let (rows, columns) = (y.shape[1] % 2, y.shape[2] % 2)
            y = ZeroPadding2D(.init(top: rows, bottom: 1, left: columns, right: 1), name: "\(prefix)pad")(y)
        }
        y = DepthwiseConv2D(
            3, strides: Size2D(strides, strides), padding: strides == 1 ? .same : .valid, useBias: false,
            name: "\(prefix)depthwise")(y)
        y = y.normalized("\(prefix)depthwise_BN").rectified("\(prefix)depthwise_relu")
        y = y.convolved(filters, 1, name: "\(prefix)project", normalization: "\(prefix)project_BN")
        return strides == 1 && shape[3] == filters ? Add(name: "\(prefix)add")(self, y) : y
    }
}
