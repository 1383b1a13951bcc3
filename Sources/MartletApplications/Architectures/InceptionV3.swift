public import MartletGraph
public import MartletNN

/// Convolutions of several sizes beside one another: Szegedy and others (2016), *Rethinking the Inception Architecture
/// for Computer Vision*, <https://arxiv.org/abs/1512.00567>.
public struct InceptionV3: Application {
    public static let defaultSize = 299
    public static let minimalSize = 75
    public static let preprocessing = PreprocessingMode.tf

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
        classifierActivation: Activation = .softmax, name: String? = "inception_v3"
    ) {
        self.includeTop = includeTop
        self.pooling = pooling
        self.classes = classes
        self.classifierActivation = classifierActivation
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        network(x, scope) { images in
            var y = images.convolved(32, 3, strides: 2, padding: .valid).convolved(32, 3, padding: .valid)
            y = MaxPooling2D(3, strides: 2)(y.convolved(64, 3))
            y = y.convolved(80, 1, padding: .valid).convolved(192, 3, padding: .valid)
            y = MaxPooling2D(3, strides: 2)(y)
            y = y.grid35(pooled: 32, name: "mixed0")
            y = y.grid35(pooled: 64, name: "mixed1")
            y = y.grid35(pooled: 64, name: "mixed2")
            y = y.reduced35(name: "mixed3")
            y = y.grid17(128, name: "mixed4")
            y = y.grid17(160, name: "mixed5")
            y = y.grid17(160, name: "mixed6")
            y = y.grid17(192, name: "mixed7")
            y = y.reduced17(name: "mixed8")
            y = y.grid8(innerName: "mixed9_0", name: "mixed9")
            return y.grid8(innerName: "mixed9_1", name: "mixed10")
        } beforeClasses: {
            GlobalAveragePooling2D(name: "avg_pool")($0)
        }
    }

    public func imageNetWeights(inputShape: [Int]) throws -> WeightsFile {
        try requireImageNet(inputShape: inputShape)
        return includeTop
            ? WeightsFile(
                keras: "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels.h5",
                md5: "9a0d58056eeedaa3f26cb7ebd46da564")
            : WeightsFile(
                keras: "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
                md5: "bcbd6486424b2319ff4ef7d526e38f63")
    }
}

/// The modules, named after the size of the grid they work on. Layers are counted in the order in which they are called,
/// so that order is Keras's.
extension Symbol {
    /// A convolution, normalised, rectified.
    fileprivate func convolved(
        _ filters: Int, _ kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .same
    ) -> Symbol {
        let y = Conv2D(filters, kernelSize: kernelSize, strides: strides, padding: padding, useBias: false)(self)
        return BatchNormalization(scale: false)(y).activated(.relu)
    }

    /// The mean around each place, convolved.
    private func averaged(_ filters: Int) -> Symbol {
        AveragePooling2D(3, strides: 1, padding: .same)(self).convolved(filters, 1)
    }

    fileprivate func grid35(pooled: Int, name: String) -> Symbol {
        let single = convolved(64, 1)
        let wide = convolved(48, 1).convolved(64, 5)
        let double = convolved(64, 1).convolved(96, 3).convolved(96, 3)
        return Concatenate(name: name)(single, wide, double, averaged(pooled))
    }

    fileprivate func reduced35(name: String) -> Symbol {
        let single = convolved(384, 3, strides: 2, padding: .valid)
        let double = convolved(64, 1).convolved(96, 3).convolved(96, 3, strides: 2, padding: .valid)
        return Concatenate(name: name)(single, double, MaxPooling2D(3, strides: 2)(self))
    }

    fileprivate func grid17(_ inner: Int, name: String) -> Symbol {
        let single = convolved(192, 1)
        let wide = convolved(inner, 1).convolved(inner, [1, 7]).convolved(192, [7, 1])
        let double = convolved(inner, 1).convolved(inner, [7, 1]).convolved(inner, [1, 7]).convolved(inner, [7, 1])
            .convolved(192, [1, 7])
        return Concatenate(name: name)(single, wide, double, averaged(192))
    }

    fileprivate func reduced17(name: String) -> Symbol {
        let single = convolved(192, 1).convolved(320, 3, strides: 2, padding: .valid)
        let wide = convolved(192, 1).convolved(192, [1, 7]).convolved(192, [7, 1])
            .convolved(192, 3, strides: 2, padding: .valid)
        return Concatenate(name: name)(single, wide, MaxPooling2D(3, strides: 2)(self))
    }

    fileprivate func grid8(innerName: String, name: String) -> Symbol {
        let single = convolved(320, 1)
        let split = convolved(384, 1)
        let wide = Concatenate(name: innerName)(split.convolved(384, [1, 3]), split.convolved(384, [3, 1]))
        let deepSplit = convolved(448, 1).convolved(384, 3)
        let deep = Concatenate()(deepSplit.convolved(384, [1, 3]), deepSplit.convolved(384, [3, 1]))
        return Concatenate(name: name)(single, wide, deep, averaged(192))
    }
}
