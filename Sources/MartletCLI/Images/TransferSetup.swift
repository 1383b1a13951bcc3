import Martlet

/// How a network begins with one that was trained before; it is saved with the model.
struct TransferSetup: Codable, Sendable, Equatable {
    /// What the network is called in `bases`.
    var base: String
    /// Weights that Keras wrote; nil is the file that it publishes.
    var weightsFile: String?
    /// How many of the base's last layers are trained too, after the head alone was; 0: none are.
    var fineTuneLast = 0
    /// The epochs of that.
    var fineTuneEpochs = 0
    /// Adam's rate then.
    var fineTuneLearningRate = 1e-4

    /// The networks to begin with.
    static var bases: [(name: String, network: any Application)] {
        [
            ("vgg16", VGG16(includeTop: false)), ("vgg19", VGG19(includeTop: false)),
            ("inception_v3", InceptionV3(includeTop: false)), ("resnet50", ResNet50(includeTop: false)),
            ("mobilenet_v2", MobileNetV2(includeTop: false)),
        ]
    }

    /// The network to begin with.
    ///
    /// - Throws: `UnknownName`.
    var network: any Application {
        get throws {
            guard let found = Self.bases.first(where: { $0.name == base }) else {
                throw UnknownName("base", base, known: Self.bases.map(\.name))
            }
            return found.network
        }
    }

    /// What is wrong; nil if all is right.
    var mistake: String? {
        if fineTuneLast < 0 { return "--fine-tune-last must not be negative, and is \(fineTuneLast)" }
        if fineTuneEpochs < 0 { return "--fine-tune-epochs must not be negative, and is \(fineTuneEpochs)" }
        if (fineTuneLast > 0) != (fineTuneEpochs > 0) {
            return "--fine-tune-last and --fine-tune-epochs belong together: how many layers, and for how long"
        }
        if !(fineTuneLearningRate > 0 && fineTuneLearningRate.isFinite) {
            return "--fine-tune-learning-rate must be positive, such as 0.0001, and is \(fineTuneLearningRate)"
        }
        return nil
    }
}

#if Images && Archives
    extension TransferSetup {
        /// The base's path in the model: its name in Keras.
        private var layer: String { get throws { try network.name ?? base } }

        /// A network for images: the base, whose weights are read and frozen, and what `head` puts on it.
        ///
        /// - Throws: `UnknownName`, `DownloadError`, `KerasError`, mistakes in the layers.
        func model(size: [Int], channels: Int, seed: UInt64, head: [any Layer]) throws -> Model {
            let (network, layer) = (try network, try layer)
            let least = type(of: network).minimalSize
            guard size.allSatisfy({ $0 >= least }) else {
                throw ArgumentError(
                    "--image-size",
                    "\(base) takes images of at least \(least) × \(least) pixels, not "
                        + size.map(String.init).joined(separator: " × "))
            }
            guard channels == 3 else {
                throw ArgumentError("--color-mode", "\(base) takes rgb, 3 channels, not \(channels)")
            }
            var model = Model(
                Sequential {
                    PreprocessInput(type(of: network).preprocessing)
                    [network as any Layer]
                    head
                }, input: size + [channels], seed: seed)
            // What would fail after the head's epochs fails now.
            var trial = model
            do {
                try trial.freeze(layer, exceptLast: fineTuneLast)
            } catch let error as ModelError {
                throw ArgumentError("--fine-tune-last", "\(error)")
            }
            try model.loadWeights(
                weightsFile.map { .file($0) } ?? .imageNet, of: network, inputShape: size + [channels], into: layer)
            try model.freeze(layer)
            return model
        }

        /// Lets the base's last layers be trained too.
        ///
        /// - Throws: `ModelError` when it has fewer.
        func unfreeze(_ model: inout Model) throws {
            try model.freeze(layer, exceptLast: fineTuneLast)
            try model.compile(
                optimizer: .adam(learningRate: .constant(fineTuneLearningRate)), loss: .sparseCategoricalCrossentropy(),
                metrics: [.accuracy])
        }
    }
#endif
