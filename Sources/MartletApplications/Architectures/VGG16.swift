public import MartletGraph
public import MartletNN

/// 13 convolutions of 3 × 3 in five blocks, and three dense layers: Simonyan and Zisserman (2015), *Very Deep
/// Convolutional Networks for Large-Scale Image Recognition*, <https://arxiv.org/abs/1409.1556>.
public struct VGG16: Application {
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
        classifierActivation: Activation = .softmax, name: String? = "vgg16"
    ) {
        self.includeTop = includeTop
        self.pooling = pooling
        self.classes = classes
        self.classifierActivation = classifierActivation
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol { vgg(x, scope, convolutions: [2, 2, 3, 3, 3]) }

    public func imageNetWeights(inputShape: [Int]) throws -> WeightsFile {
        try requireImageNet(inputShape: inputShape)
        return includeTop
            ? WeightsFile(
                keras: "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5", md5: "64373286793e3c8b2b4e3219cbf3544b")
            : WeightsFile(
                keras: "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
                md5: "6d6bbae143d832006294945121d1f1fc")
    }
}
