import Glibc
import MartletCodecs
import MartletCompression
import MartletDamage
import MartletGraph
import MartletInterop
import MartletNN
import MartletNumerics
import MartletRL

extension Format {
    static let model = Format(
        name: "model", ending: ".safetensors", damage: { try damage(Networks.files(asCheckpoints: false)) },
        use: { path in try Networks.use(Model(contentsOf: path), beside: path) })

    static let checkpoint = Format(
        name: "checkpoint", ending: ".safetensors", damage: { try damage(Networks.files(asCheckpoints: true)) },
        use: { path in
            var model = try Model(contentsOf: path)
            guard Networks.isSmall(model.graph) else { return }
            try Networks.train(&model, epochs: min(model.epoch + 1, 3))
        })

    static let agent = Format(
        name: "agent", ending: ".safetensors",
        damage: {
            try damage(
                Corpus.written(["agent"]) { path in
                    var environment = CartPole()
                    var agent = try DQN(for: environment, hiddenUnits: [8], seed: 1)
                    try agent.learn(
                        totalTimesteps: 120, in: &environment,
                        callbacks: [CheckpointCallback(path("agent"), every: 120)])
                })
        },
        use: { path in
            var agent = try DQN(contentsOf: path)
            guard Networks.isSmall(agent.online.graph) else { return }
            var environment = CartPole()
            try agent.learn(totalTimesteps: min(agent.timesteps, 1000) + 5, in: &environment, resume: true)
        })

    private static func damage(_ files: [[UInt8]]) throws -> (inout SplitMix) throws -> [UInt8] {
        let damages = try files.map { try SafetensorsDamage($0) }
        return { random in try damages.randomElement(using: &random)!.damaged(using: &random) }
    }
}

/// Models of many kinds of layers, and what is done with them.
enum Networks {
    static func files(asCheckpoints: Bool) throws -> [[UInt8]] {
        let models = try [dense(), images(), branches(), images().quantizationAware()]
        return try Corpus.written(models.indices.map { "\($0)" }) { path in
            for (index, var model) in models.enumerated() {
                let stop = EarlyStopping(monitor: "loss", restoreBestWeights: true)
                try train(
                    &model, epochs: 1,
                    callbacks: asCheckpoints ? [stop, ModelCheckpoint(path("\(index)"))] : [])
                if !asCheckpoints { try model.save(to: path("\(index)")) }
            }
        } + (asCheckpoints ? [] : integers() + pruned())
    }

    /// Networks of bytes.
    private static func integers() throws -> [[UInt8]] {
        let models = try [images(), branches()]
        return try Corpus.written(models.indices.map { "\($0)" }) { path in
            for (index, model) in models.enumerated() {
                var random = RandomGenerator(seed: 1)
                let inputs = try model.graph.inputs.map { try random.normal(Shape([8] + $0.shape.dropFirst())) }
                let calibration = try Dataset(inputs: inputs, targets: [])
                try model.postTrainingQuantized(calibration: calibration).quantized().save(to: path("\(index)"))
            }
        }
    }

    /// A network of which the file is without zeros.
    private static func pruned() throws -> [[UInt8]] {
        try Corpus.written(["sparse", "deflate"]) { path in
            var model = Model(Sequential { Dense(64) }, input: [16], seed: 1)
            let kernel = model["dense/kernel"]!
            try model.set("dense/kernel", to: Tensor.where(kernel .> Float(0.2), kernel, Float(0)))
            model.skipsZeros = true
            try model.save(to: path("sparse"))
            try model.save(to: path("deflate"), compression: .deflate)
        }
    }

    /// Whether using a model takes little, so that what takes much is the reading.
    static func isSmall(_ graph: Graph) -> Bool {
        (graph.nodes.indices).allSatisfy { index in
            let shape = graph.type(of: Graph.Value(node: index)).shape
            return shape.reduce(1.0) { $0 * Double(max(4, $1)) } < 0x1p22
        }
    }

    /// Predicts, and writes the model in all formats.
    static func use(_ model: Model, beside path: String) throws {
        guard isSmall(model.graph) else { return }
        _ = model.summary
        _ = try model.predict(inputs: rows(model.graph.inputs))
        try model.save(to: path + ".copy")
        if !model.graph.parameters.contains(where: { $0.dtype != .float32 }) { try model.save(keras: path + ".copy") }
    }

    static func train(_ model: inout Model, epochs: Int, callbacks: [any Callback] = []) throws {
        let targets = try model.predict(inputs: rows(model.graph.inputs))
        try model.fit(
            inputs: rows(model.graph.inputs), targets: targets, epochs: epochs, batchSize: 2, callbacks: callbacks,
            resume: true)
    }

    private static func rows(_ types: [TensorType]) -> [Tensor] {
        types.map { .zeros(Shape($0.shape.map { $0 < 0 ? 3 : $0 }), dtype: $0.dtype) }
    }

    private static func dense() throws -> Model {
        var model = Model(
            Sequential {
                Dense(5, activation: .relu)
                BatchNormalization()
                Dropout(0.5)
                Dense(3, activation: .softmax)
            }, input: [4], seed: 1)
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .categoricalCrossentropy(), metrics: [.categoricalAccuracy])
        return model
    }

    private static func images() throws -> Model {
        var model = Model(
            Sequential {
                Rescaling(0.5)
                Conv2D(3, kernelSize: 3, activation: .relu)
                UpSampling2D(2)
                SeparableConv2D(2, kernelSize: 3, padding: .same)
                MaxPooling2D(2)
                Resizing(3, 3)
                Flatten()
                Dense(1)
            }, input: [6, 5, 2], seed: 1)
        try model.compile(optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .meanSquaredError)
        return model
    }

    private static func branches() throws -> Model {
        let inner = Sequential {
            Dense(4, activation: .gelu())
            LayerNormalization()
        }
        var model = Model(inputs: [[4], [4]], seed: 1) { x in
            let a = inner(x[0])
            let b = Flatten()(Reshape([2, 2])(inner(x[1])))
            return Dense(2, name: "head")(Concatenate()(a, Add()(a, b)))
        }
        try model.compile(
            optimizer: .rmsprop(learningRate: 0.01), loss: .meanAbsoluteError, metrics: [.meanSquaredError])
        return model
    }
}
