#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    /// A layer of Martlet's that Keras has under the same name.
    protocol KerasLayer: Sendable, Codable {
        /// The layer that Keras's options describe; what is wrong with them, they collect.
        init(_ options: KerasOptions)
        /// The options by which Keras makes the layer.
        ///
        /// - Throws: `KerasUnwritable`.
        func kerasOptions() throws -> JSON.Object
        /// Whether it takes a list of tensors.
        static var isMerging: Bool { get }
        /// Whether Keras writes `training=True` of each call, which is what it means by no word of it.
        static var isCalledTraining: Bool { get }
        func applied(to inputs: [Symbol], named name: String) -> Symbol
    }

    extension KerasLayer {
        static var isCalledTraining: Bool { false }
    }

    extension KerasLayer where Self: Layer {
        static var isMerging: Bool { false }
        func applied(to inputs: [Symbol], named name: String) -> Symbol { self(inputs[0], named: name) }
    }

    extension KerasLayer where Self: MergeLayer {
        static var isMerging: Bool { true }
        func applied(to inputs: [Symbol], named name: String) -> Symbol { self(inputs, named: name) }
    }

    /// The layers that are read and written.
    enum KerasLayers {
        static let types: [any KerasLayer.Type] = [
            Activation.self, MartletNN.Add.self, Average.self, AveragePooling1D.self, AveragePooling2D.self,
            BatchNormalization.self, CenterCrop.self, MartletNN.Concatenate.self, Conv1D.self, Conv1DTranspose.self,
            Conv2D.self,
            Conv2DTranspose.self, Cropping1D.self, Cropping2D.self, Dense.self, DepthwiseConv2D.self, Dropout.self,
            ELU.self, Embedding.self, Flatten.self, GaussianDropout.self, GaussianNoise.self,
            GlobalAveragePooling1D.self, GlobalAveragePooling2D.self, GlobalMaxPooling1D.self, GlobalMaxPooling2D.self,
            Identity.self, LayerNormalization.self, LeakyReLU.self, MaxPooling1D.self, MaxPooling2D.self,
            MartletNN.Maximum.self,
            MartletNN.Minimum.self, MartletNN.Multiply.self, Normalization.self, Permute.self, RandomBrightness.self,
            RandomContrast.self,
            RandomCrop.self, RandomErasing.self, RandomFlip.self, RandomRotation.self, RandomTranslation.self,
            RandomZoom.self, ReLU.self,
            RepeatVector.self, Rescaling.self, Resizing.self,
            MartletNN.Reshape.self, SeparableConv2D.self, MartletNN.Softmax.self, MartletNN.Subtract.self,
            UnitNormalization.self, UpSampling1D.self, UpSampling2D.self,
            ZeroPadding1D.self, ZeroPadding2D.self,
        ]

        private static let byName = Dictionary(
            uniqueKeysWithValues: types.map { ("\($0)", $0) } + aliases.map { ($0.key, $0.value) })

        /// Other names that Keras had.
        private static let aliases: [String: any KerasLayer.Type] = [
            "BatchNormalizationV1": BatchNormalization.self, "Convolution1D": Conv1D.self, "Convolution2D": Conv2D.self,
            "Convolution2DTranspose": Conv2DTranspose.self, "GlobalMaxPool2D": GlobalMaxPooling2D.self,
            "MaxPool2D": MaxPooling2D.self,
        ]

        /// The layer of Keras's class `name`; nil if Martlet has none.
        static subscript(name: String) -> (any KerasLayer.Type)? { byName[name] }

        /// The layer that a record holds; nil if it isn't one of these.
        static func layer(_ record: LayerRecord) -> (any KerasLayer)? {
            guard let type = byName[record.kind], let configuration = record.configuration,
                let json = try? JSON(parsing: configuration)
            else { return nil }
            return decode(type, json)
        }

        private static func decode<T: KerasLayer>(_ type: T.Type, _ json: JSON) -> (any KerasLayer)? {
            try? json.decode(type)
        }
    }
#endif
