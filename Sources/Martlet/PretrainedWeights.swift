#if Archives
    public import MartletApplications
    import MartletInterop
    public import MartletNN

    /// Where the weights of an application come from.
    public enum PretrainedWeights: Sendable, Hashable {
        /// They are drawn at random.
        case none
        /// From the file that Keras publishes; it is downloaded once, see `WeightsFile`.
        case imageNet
        /// From a file that Keras wrote: legacy `.h5`, `.weights.h5` or `.keras`.
        case file(String)
    }

    extension Model {
        /// A model that is an application, with its weights.
        ///
        /// ```swift
        /// let model = try Model(VGG16(), weights: .imageNet)
        /// ```
        ///
        /// - Parameters:
        ///   - application: the network.
        ///   - weights: where its weights come from.
        ///   - inputShape: `[height, width, channels]`; nil is the shape of the images it was trained on.
        ///   - seed: what weights that come from nowhere are drawn from, and what training draws.
        /// - Throws: `GraphError` if the images don't fit the network; what `loadWeights` throws.
        public init<Network: Application>(
            _ application: Network, weights: PretrainedWeights, inputShape: [Int]? = nil, seed: UInt64 = 0
        ) throws {
            let shape = inputShape ?? Network.defaultInputShape
            self.init(application, input: shape, seed: seed)
            try checked()
            try loadWeights(weights, of: application, inputShape: shape)
        }

        /// Sets the weights of an application that is a part of the model.
        ///
        /// ```swift
        /// var model = Model(
        ///     Sequential { VGG16(includeTop: false); Flatten(); Dense(10) }, input: [96, 96, 3])
        /// try model.loadWeights(.imageNet, of: VGG16(includeTop: false), into: "vgg16")
        /// ```
        ///
        /// - Parameters:
        ///   - weights: where they come from.
        ///   - application: the network they are of.
        ///   - inputShape: of the images it gets; `MobileNetV2` has a file for each of several sizes.
        ///   - layer: the application's path in the model; nil if it is the whole model.
        /// - Throws: `ArgumentError` if there are no such weights; `DownloadError`, `FileError`; `KerasError` that names
        ///   every layer that doesn't fit; `ModelError.unknownLayer`. The model is unchanged then.
        public mutating func loadWeights<Network: Application>(
            _ weights: PretrainedWeights, of application: Network, inputShape: [Int]? = nil, into layer: String? = nil
        ) throws {
            switch weights {
            case .none: break
            case .imageNet:
                let file = try application.imageNetWeights(inputShape: inputShape ?? Network.defaultInputShape)
                try loadWeights(keras: file.path(), into: layer)
            case .file(let path):
                try loadWeights(keras: path, into: layer)
            }
        }
    }
#endif
