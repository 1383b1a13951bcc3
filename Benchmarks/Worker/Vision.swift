import Martlet

/// Networks on images; what is measured is that of `Peers/workers/vision.py`.
enum Vision {
    static func images(_ count: Int, _ size: Int, channels: Int = 3, seed: UInt64 = 0) throws -> Tensor {
        var random = RandomGenerator(seed: seed)
        return try random.uniform([count, size, size, channels])
    }

    static func labels(_ count: Int) -> Tensor {
        var random = RandomGenerator(seed: 1)
        return Tensor((0..<count).map { _ in Int32.random(in: 0..<10, using: &random) })
    }

    /// How convolutions of bytes are summed.
    enum Sums {
        case exact
        /// As fast as they can be while features change by a hundredth at most.
        case fastest
    }

    /// A network without its top, and how many images of what size it gets.
    struct Inference: Sendable {
        var network: any Layer
        var count: Int
        var size: Int
        var channels = 3
        var precision = Precision.float32
        var savesMemory = false
        var isBatchInvariant = false
        var convolution = ConvolutionMethod.automatic
        /// Whether nine tenths of the weights of all convolutions but the first are zero, and skipped.
        var isSparse = false
        /// Of a network in eight bits, the ranges of whose activations are those of a few images.
        var integers: Sums?

        var model: Model {
            get throws {
                var model = Model(network, input: [size, size, channels])
                if isSparse { model = try model.thinned(0.9, but: 1).sparsified() }
                if let integers {
                    let images = try Dataset(Vision.images(4, size, channels: channels, seed: 1))
                    model = try model.postTrainingQuantized(calibration: images).quantized(
                        convolutions: integers == .exact ? .exact : .fastest(within: 0.01, on: images))
                }
                model.precision = precision
                model.savesMemory = savesMemory
                model.isBatchInvariant = isBatchInvariant
                model.convolution = convolution
                return model
            }
        }
        var batch: Tensor { get throws { try images(count, size, channels: channels) } }

        /// Features of a batch.
        func features() throws -> () throws -> Void {
            let (model, x) = (try model, try batch)
            return { _ = try model.predict(x, batchSize: count) }
        }

        /// A case that computes features again and again.
        var preparation: Cases.Preparation { { try Cases.repeated(features(), seconds: 1, warmup: 2) } }
    }

    static let inferences = [
        "vgg16_b1": Inference(network: VGG16(includeTop: false), count: 1, size: 224),
        "vgg16_b8": Inference(network: VGG16(includeTop: false), count: 8, size: 224),
        "vgg16_b1_bfloat16": Inference(network: VGG16(includeTop: false), count: 1, size: 224, precision: .bfloat16),
        "vgg16_b8_bfloat16": Inference(network: VGG16(includeTop: false), count: 8, size: 224, precision: .bfloat16),
        "vgg16_b1_saving": Inference(network: VGG16(includeTop: false), count: 1, size: 224, savesMemory: true),
        "vgg16_b1_invariant": Inference(
            network: VGG16(includeTop: false), count: 1, size: 224, isBatchInvariant: true),
        "vgg16_b8_invariant": Inference(
            network: VGG16(includeTop: false), count: 8, size: 224, isBatchInvariant: true),
        "vgg16_b1_im2col": Inference(network: VGG16(includeTop: false), count: 1, size: 224, convolution: .im2col),
        "inception_b1": Inference(network: InceptionV3(includeTop: false), count: 1, size: 299),
        "inception_b8": Inference(network: InceptionV3(includeTop: false), count: 8, size: 299),
        "inception_b1_bfloat16": Inference(
            network: InceptionV3(includeTop: false), count: 1, size: 299, precision: .bfloat16),
        "inception_b8_bfloat16": Inference(
            network: InceptionV3(includeTop: false), count: 8, size: 299, precision: .bfloat16),
        "resnet50_b1": Inference(network: ResNet50(includeTop: false), count: 1, size: 224),
        "mobilenet_v2_b1": Inference(network: MobileNetV2(includeTop: false), count: 1, size: 224),
        "vgg16_int8_b1": Inference(network: VGG16(includeTop: false), count: 1, size: 224, integers: .exact),
        "vgg16_int8_b8": Inference(network: VGG16(includeTop: false), count: 8, size: 224, integers: .exact),
        "vgg16_sparse_b1": Inference(network: VGG16(includeTop: false), count: 1, size: 224, isSparse: true),
        "vgg16_sparse_int8_b1": Inference(
            network: VGG16(includeTop: false), count: 1, size: 224, isSparse: true, integers: .exact),
        "vgg16_int8_fastest_b1": Inference(network: VGG16(includeTop: false), count: 1, size: 224, integers: .fastest),
        "vgg16_int8_fastest_b8": Inference(network: VGG16(includeTop: false), count: 8, size: 224, integers: .fastest),
        "inception_int8_b1": Inference(network: InceptionV3(includeTop: false), count: 1, size: 299, integers: .exact),
        "inception_int8_b8": Inference(network: InceptionV3(includeTop: false), count: 8, size: 299, integers: .exact),
        "resnet50_int8_b1": Inference(network: ResNet50(includeTop: false), count: 1, size: 224, integers: .exact),
        "mobilenet_v2_int8_b1": Inference(
            network: MobileNetV2(includeTop: false), count: 1, size: 224, integers: .exact),
        "cnn_1": Inference(network: digits, count: 1, size: 28, channels: 1),
        "cnn_int8_1": Inference(network: digits, count: 1, size: 28, channels: 1, integers: .exact),
    ]

    /// A compiled network, and images to train it on.
    struct Learning: Sendable {
        var model: Model
        var size: Int
        var channels = 3
        var rows: Int
        var batchSize: Int

        var data: (x: Tensor, y: Tensor) {
            get throws {
                var random = RandomGenerator(seed: 0)
                return (try random.uniform([rows, size, size, channels]), labels(rows))
            }
        }

        /// Steps that compute the whole network: as a stream, whose frozen features nothing keeps.
        func steps() throws -> () throws -> Answer {
            var model = model
            let batch = try Dataset(data.x, data.y).batched(batchSize)
            try model.fit(batch, epochs: 1)
            return { .timed(seconds: try Cases.seconds { try model.fit(batch, epochs: 3) }, steps: 3) }
        }

        func epochs() throws -> () throws -> Answer {
            var model = model
            let (x, y) = try data
            try model.fit(x, y, epochs: 1, batchSize: batchSize)
            return {
                .timed(seconds: try Cases.seconds { try model.fit(x, y, epochs: 1, batchSize: batchSize) }, steps: 1)
            }
        }

        /// The times of the kernels of a step.
        func profile() throws -> Profile {
            let (x, y) = try data
            return try model.profileTraining(x[0..<batchSize], y[0..<batchSize])
        }
    }

    /// VGG16 with a head, of which all is trained but what `freeze` freezes.
    private static func classifier(_ count: Int, freeze: (inout Model) throws -> Void) throws -> Learning {
        var model = Model(
            Sequential {
                VGG16(includeTop: false)
                Flatten()
                Dense(256, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [224, 224, 3])
        try freeze(&model)
        try model.compile(
            optimizer: .adam(learningRate: 1e-4), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        return Learning(model: model, size: 224, rows: count, batchSize: count)
    }

    /// A small network on images like MNIST's.
    private static let digits = Sequential {
        Conv2D(32, kernelSize: 3, activation: .relu)
        Conv2D(64, kernelSize: 3, activation: .relu)
        MaxPooling2D()
        Flatten()
        Dense(128, activation: .relu)
        Dense(10, activation: .softmax)
    }

    private static func digitsLearning(_ change: (Model) throws -> Model = { $0 }) throws -> Learning {
        var model = Model(digits, input: [28, 28, 1])
        try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        return Learning(model: try change(model), size: 28, channels: 1, rows: 8_000, batchSize: 32)
    }

    static let table = steps.merging(inferences.mapValues(\.preparation)) { $1 }

    static let learnings: [String: @Sendable () throws -> Learning] = [
        "vgg16_head_step_b8": { try classifier(8) { try $0.freeze("vgg16") } },
        "vgg16_head_step_b32": { try classifier(32) { try $0.freeze("vgg16") } },
        "vgg16_finetune_step_b8": { try classifier(8) { try $0.freeze("vgg16", exceptLast: 4) } },
        "vgg16_finetune_step_b32": { try classifier(32) { try $0.freeze("vgg16", exceptLast: 4) } },
        "vgg16_train_step": { try classifier(8) { _ in } },
        "cnn_mnist_epoch": { try digitsLearning() },
        "cnn_mnist_aware_epoch": { try digitsLearning { try $0.quantizationAware() } },
        "cnn_mnist_pruning_epoch": {
            try digitsLearning { try $0.pruned(.polynomialDecay(finalSparsity: 0.9, endStep: 1_000)) }
        },
    ]

    private static let steps: [String: Cases.Preparation] = learnings.reduce(
        into: [
            "vgg16_memory": { try peak("vgg16_b1") },
            "vgg16_low_memory": { try peak("vgg16_b1_saving") },
        ]
    ) { table, entry in
        let (name, make) = entry
        table[name] = { name.hasSuffix("epoch") ? try make().epochs() : try make().steps() }
    }

    /// The most memory that an inference takes.
    private static func peak(_ inference: String) throws -> () throws -> Answer {
        let infer = try inferences[inference]!.features()
        return {
            for _ in 0..<5 { try infer() }
            return .peak(kibibytes: Memory.peak)
        }
    }
}
