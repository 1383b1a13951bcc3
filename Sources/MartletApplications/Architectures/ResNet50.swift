public import MartletGraph
public import MartletNN

/// Sixteen blocks of three convolutions whose input is added to what they give: He and others (2016), *Deep Residual
/// Learning for Image Recognition*, <https://arxiv.org/abs/1512.03385>.
public struct ResNet50: Application {
    public static let defaultSize = 224
    public static let minimalSize = 32
    public static let preprocessing = PreprocessingMode.caffe

    public var includeTop: Bool
    public var pooling: FeaturePooling?
    public var classes: Int
    public var classifierActivation: Activation
    /// Its name in a model, with which its weights' paths begin; Keras's, unless given.
    public var name: String?

    /// The network with Keras's arguments and defaults, untrained.
    ///
    /// - Parameters:
    ///   - includeTop: whether the layers that tell classes apart are part of it.
    ///   - pooling: what becomes of the features without the top.
    ///   - classes: how many the top tells apart; weights trained on ImageNet have 1000.
    public init(
        includeTop: Bool = true, pooling: FeaturePooling? = nil, classes: Int = 1000,
        classifierActivation: Activation = .softmax, name: String? = "resnet50"
    ) {
        self.includeTop = includeTop
        self.pooling = pooling
        self.classes = classes
        self.classifierActivation = classifierActivation
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        network(x, scope, poolingNames: ("avg_pool", "max_pool")) { images in
            var y = ZeroPadding2D(3, name: "conv1_pad")(images)
            y = y.convolved(64, 7, strides: 2, name: "conv1").activated(.relu, named: "conv1_relu")
            y = MaxPooling2D(3, strides: 2, name: "pool1_pool")(ZeroPadding2D(1, name: "pool1_pad")(y))
            for (stack, (blocks, filters)) in zip([3, 4, 6, 3], [64, 128, 256, 512]).enumerated() {
                for block in 1...blocks {
                    y = y.residual(
                        filters, strides: stack > 0 && block == 1 ? 2 : 1, isFirst: block == 1,
                        name: "conv\(stack + 2)_block\(block)")
                }
            }
            return y
        } beforeClasses: {
            GlobalAveragePooling2D(name: "avg_pool")($0)
        }
    }

    public func imageNetWeights(inputShape: [Int]) throws -> WeightsFile {
        try requireImageNet(inputShape: inputShape)
        return includeTop
            ? WeightsFile(
                keras: "resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5",
                md5: "2cb95161c43110f7111970584f804107")
            : WeightsFile(
                keras: "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
                md5: "4d473c1dd8becc155b73f8504c6f6626")
    }
}

extension Symbol {
    /// A convolution, normalised.
    fileprivate func convolved(
        _ filters: Int, _ kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, name: String
    ) -> Symbol {
        let y = Conv2D(filters, kernelSize: kernelSize, strides: strides, padding: padding, name: "\(name)_conv")(self)
        return BatchNormalization(epsilon: 1.001e-5, name: "\(name)_bn")(y)
    }

    /// Narrow, 3 × 3, wide; then the input is added, which the first block of a stack brings to the same shape.
    fileprivate func residual(_ filters: Int, strides: Size2D, isFirst: Bool, name: String) -> Symbol {
        let shortcut = isFirst ? convolved(4 * filters, 1, strides: strides, name: "\(name)_0") : self
        let y = convolved(filters, 1, strides: strides, name: "\(name)_1").activated(.relu, named: "\(name)_1_relu")
            .convolved(filters, 3, padding: .same, name: "\(name)_2").activated(.relu, named: "\(name)_2_relu")
            .convolved(4 * filters, 1, name: "\(name)_3")
        return Add(name: "\(name)_add")(shortcut, y).activated(.relu, named: "\(name)_out")
    }
}
