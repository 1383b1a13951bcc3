import MartletCompression
import MartletGraph
#if Archives
    import MartletInterop
#endif
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Quantization-aware models are models like any other.
@Suite struct QuantizationAwareTests {
    private let folder = TemporaryFolder()

    @Test func trainsFurtherAndPredictsOnAGrid() throws {
        let (x, y) = try Shapes.data()
        var model = try Shapes.compiled(Shapes.convolutional())
        try model.fit(x, y, epochs: 8)
        var aware = try model.quantizationAware()
        #expect((aware.epoch, aware.iteration) == (model.epoch, model.iteration))
        for parameter in model.parameters { #expect(aware[parameter.name] == model[parameter.name]) }
        let history = try aware.fit(x, y, epochs: 4)
        #expect(history["loss"].allSatisfy { $0.isFinite })
        #expect(try aware.evaluate(x, y)["accuracy"]! > 0.9)
        // Each filter has at most 255 different weights, as many below 0 as above: here as seen in the graph.
        let rounded = try Self.values(of: "quant_conv2d/kernel", in: aware)
        let kernel = aware["conv2d/kernel"]!.array(of: Float.self)
        let bounds = aware["quant_conv2d/kernel_max"]!.array(of: Float.self)
        for (index, value) in rounded.enumerated() {
            let steps = value / (bounds[index % 4] / 127)
            #expect(abs(steps - steps.rounded()) < 1e-3 && abs(steps) < 127.001)
            // The last step moved weights on after it had seen the range.
            let bound = bounds[index % 4]
            #expect(abs(value - min(max(kernel[index], -bound), bound)) <= 0.51 * bound / 127)
        }
    }

    /// Ranges of weights are there from the beginning, so that a model is as good before it is trained again.
    @Test func weightsBeginWithTheirOwnRanges() throws {
        let aware = try Shapes.convolutional().quantizationAware(layers: ["dense"])
        let kernel = aware["dense/kernel"]!
        let largest = try kernel.max(axis: 0).maximum(kernel.min(axis: 0) * -1)
        #expect(aware["quant_dense/kernel_max"] == largest)
        #expect(try aware["quant_dense/kernel_min"] == largest * -1)
        #expect(aware["quant_dense/post_activation_min"] == Tensor(Float(-6)))
    }

    @Test func filesKeepTrainingBitForBit() throws {
        let (x, y) = try Shapes.data()
        var straight = try Shapes.compiled(Shapes.convolutional()).quantizationAware()
        try straight.fit(x, y, epochs: 2)
        try straight.save(to: folder["aware"])
        var resumed = try Model(safetensors: folder["aware"])
        #expect(resumed.graph.description == straight.graph.description)
        #expect(try resumed.predict(x) == straight.predict(x))
        #expect(try resumed.fit(x, y, epochs: 2) == straight.fit(x, y, epochs: 2))
        for parameter in straight.parameters { #expect(resumed[parameter.name] == straight[parameter.name]) }
        #expect(try resumed.evaluate(x, y) == straight.evaluate(x, y))
    }

    /// Also after transfer learning: ranges move, frozen weights don't.
    @Test func frozenLayersAreObserved() throws {
        let (x, y) = try Shapes.data()
        let base = Model(
            Sequential {
                Conv2D(4, kernelSize: 3)
                BatchNormalization()
                Activation.relu
                GlobalAveragePooling2D()
            }, input: [8, 8, 2], seed: 5)
        var model = Model(inputs: [[8, 8, 2]]) { Dense(3, activation: .softmax, name: "head")(base($0[0])) }
        try model.freeze("model")
        model = try Shapes.compiled(model)
        try model.fit(x, y, epochs: 2)
        var aware = try model.quantizationAware()
        #expect(aware.frozen == model.frozen)
        let before = aware
        try aware.fit(x, y, epochs: 2)
        for name in ["kernel", "bias"] { #expect(aware["model/conv2d/\(name)"] == before["model/conv2d/\(name)"]) }
        #expect(aware["head/kernel"] != before["head/kernel"])
        for name in ["quant_model/activation/output_max", "quant_model/global_average_pooling2d/output_min"] {
            let range = try #require(aware[name])
            #expect(range != before[name])
        }
        #expect(aware["quant_model/conv2d/kernel_max"] == before["quant_model/conv2d/kernel_max"])
        // Fine-tuned, the weights move.
        try aware.unfreezeAll()
        try aware.fit(x, y, epochs: 1)
        #expect(aware["model/conv2d/kernel"] != before["model/conv2d/kernel"])
    }

    @Test func calibratingUpdatesRangesAlone() throws {
        let (x, y) = try Shapes.data()
        let scheme = QuantizationScheme(activations: Quantizer(observer: .allValues))
        var aware = try Shapes.compiled(Shapes.convolutional()).quantizationAware(scheme)
        let before = aware
        try aware.calibrate(Dataset(x, y))
        for parameter in before.parameters where !parameter.name.hasPrefix("quant") {
            #expect(aware[parameter.name] == before[parameter.name])
        }
        #expect(aware["quantize_layer/quantize_layer_max"] == Tensor(try x.max().scalar(as: Float.self)))
        #expect(try aware["quant_dense/post_activation_max"]!.scalar(as: Float.self) > 0)
        // What observers saw is what the rounded model computes: it stays close to the model without quantizers.
        let plain = try aware.stripQuantization()
        #expect(try aware.predict(x).relativeError(to: plain.predict(x)) < 0.05)
    }

    @Test func strippingGivesBackTheFloatModel() throws {
        let (x, y) = try Shapes.data()
        var model = try Shapes.compiled(Shapes.convolutional())
        try model.fit(x, y, epochs: 1)
        let aware = try model.quantizationAware()
        var plain = try aware.stripQuantization()
        #expect(plain.graph.description == model.graph.description)
        #expect(plain.graph.layers == model.graph.layers)
        #expect(try plain.predict(x) == model.predict(x))
        #expect(try plain.fit(x, y, epochs: 1) == model.fit(x, y, epochs: 1))
    }

    #if Archives
        /// A model from a file of Keras's is quantized like any other; only its float twin goes back into one.
        @Test func modelsFromKerasFilesAreQuantized() throws {
            let (x, y) = try Shapes.data()
            try Shapes.compiled(Shapes.convolutional()).save(keras: folder["float.keras"])
            let model = try Shapes.compiled(Model(keras: folder["float.keras"]))
            var aware = try model.quantizationAware()
            #expect(aware.ranges == (try Shapes.convolutional().quantizationAware()).ranges)
            try aware.fit(x, y, epochs: 1)
            #expect(throws: KerasError.self) { try aware.save(keras: folder["aware.keras"]) }
            #expect(throws: KerasError.self) { try aware.saveWeights(keras: folder["aware.weights.h5"]) }
            let plain = try aware.stripQuantization()
            try plain.save(keras: folder["plain.keras"])
            #expect(try Model(keras: folder["plain.keras"]).predict(x) == plain.predict(x))
        }
    #endif

    @Test(arguments: Observer.every) func observersFollowTheirFormulas(_ observer: Observer) throws {
        let scheme = QuantizationScheme(
            weights: nil, activations: nil, inputs: Quantizer(bits: 8, isSymmetric: true, observer: observer))
        var model = Model(Sequential { Dense(1) }, input: [2])
        try model.compile(optimizer: .sgd(), loss: .meanSquaredError)
        model = try model.quantizationAware(scheme)
        let batches: [[Float]] = [[1, -3, 0.5, 2], [4, -1, 1, 1]]
        for (step, batch) in batches.enumerated() {
            try model.fit(Tensor(batch, shape: [2, 2]), Tensor.zeros([2, 1]), epochs: step + 1, initialEpoch: step)
        }
        // 127 numbers above 0 and 128 below: the ends of −3…2 and −1…4 are (−3, 3 · 254/256), (−4 · 256/254, 4).
        let (first, second): ((Float, Float), (Float, Float)) = ((-3, 3 * 254 / 256), (-4 * 256 / 254, 4))
        let expected: (Float, Float) =
            switch observer {
            case .lastValue, .dynamic: second
            case .allValues: (min(first.0, second.0), max(first.1, second.1))
            case .movingAverage(let decay):
                (
                    Self.average([-6, first.0, second.0], Float(decay)),
                    Self.average([6, first.1, second.1], Float(decay))
                )
            }
        let range = try ["min", "max"].map {
            try model["quantize_layer/quantize_layer_\($0)"]!.scalar(as: Float.self)
        }
        #expect(abs(range[0] - expected.0) <= 1e-6 && abs(range[1] - expected.1) <= 1e-6)
    }

    private static func average(_ values: [Float], _ decay: Float) -> Float {
        values.dropFirst().reduce(values[0]) { $0 * decay + $1 * (1 - decay) }
    }

    /// What the quantizer of some range gives in inference.
    static func values(of range: String, in model: Model) throws -> [Float] {
        let graph = model.graph.improved(by: [.decidePhase(training: false) { _ in false }])
        let reader = graph.nodes.indices.first { index in
            graph.nodes[index].operation is FakeQuantize
                && graph.nodes[graph.nodes[graph.nodes[index].inputs[1].node].inputs[0].node].operation.label
                    == range + "_min"
        }
        let part = graph.leading(to: [.init(node: try #require(reader))])
        let read = part.nodes.compactMap { ($0.operation as? Variable)?.name }
        let values = Dictionary(read.map { ($0, model[$0]!) }, uniquingKeysWith: { first, _ in first })
        return try part.evaluate(inputs: [], variables: values)[0].array(of: Float.self)
    }
}

extension Observer {
    fileprivate static let every: [Observer] = [.movingAverage(decay: 0.9), .allValues, .lastValue]
}
