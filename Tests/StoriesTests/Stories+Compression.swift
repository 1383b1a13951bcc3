import Martlet
import Testing

extension Stories {
    @Test func aModelIsTrainedForIntegers() throws {
        let (train, test) = try digits()
        // snippet: quantization-aware
        var model = Model(
            Sequential {
                Rescaling(1.0 / 16)
                Reshape([8, 8, 1])
                Conv2D(16, kernelSize: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 15)

        var aware = try model.quantizationAware()  // rounds where int8 will
        try aware.fit(train.features, train.labels, epochs: 2)
        print(try aware.evaluate(test.features, test.labels))
        try aware.save(to: temporary("aware.safetensors"))  // a model like any other
        // end
        #expect(try aware.evaluate(test.features, test.labels)["accuracy"]! > 0.94)
        let restored = try Model(contentsOf: temporary("aware.safetensors"))
        #expect(try restored.predict(test.features) == aware.predict(test.features))

        // snippet: quantization-scheme
        // Weights of 4 bits for the dense layer, floating numbers for the convolution
        let four = QuantizationScheme(weights: .weights(bits: 4))
        let float = QuantizationScheme(weights: nil, activations: nil, inputs: nil)
        let mixed = try model.quantizationAware(
            .int8.with(four, for: .where { $0.kind == "Dense" }).with(float, for: ["conv2d"]))
        // Only the dense layer, and what it reads
        let dense = try model.quantizationAware(layers: ["dense"])
        // end
        #expect(mixed["quant_dense/kernel_max"] != nil && mixed["quant_conv2d/kernel_max"] == nil)
        #expect(dense["quant_dense/kernel_max"] != nil && dense["quant_conv2d/kernel_max"] == nil)

        // snippet: post-training
        let calibration = try Dataset(train.features[0..<200])
        let rounded = try model.postTrainingQuantized(calibration: calibration)
        let report = try rounded.quantizationReport(on: calibration)
        print(report)
        // Layers that it hurts stay in floating numbers
        let better = try model.postTrainingQuantized(
            calibration: calibration, method: .mse, keepFloat: ["conv2d"])
        // end
        #expect(try rounded.evaluate(test.features, test.labels)["accuracy"]! > 0.94)
        #expect(report.rows.contains { $0.place == "conv2d/kernel" && $0.signalToNoise > 30 })
        #expect(better["quant_conv2d/kernel_max"] == nil)

        // snippet: quantized
        let integers = try aware.quantized()
        print(try integers.evaluate(test.features, test.labels))
        try integers.save(to: temporary("integers.safetensors"))  // a quarter of the bytes
        print(try integers.integerReport())  // what isn't computed in integers, and why
        // end
        #expect(try integers.evaluate(test.features, test.labels)["accuracy"]! > 0.94)
        let read = try Model(contentsOf: temporary("integers.safetensors"))
        #expect(try read.predict(test.features) == integers.predict(test.features))
        #expect(try integers.integerReport().floats.last?.operation == "Softmax")

        // snippet: quantization-strip
        let plain = try aware.stripQuantization()
        print(try plain.evaluate(test.features, test.labels))
        // end
        #expect(plain["conv2d/kernel"] == aware["conv2d/kernel"])

        // snippet: pruning
        var pruned = try model.pruned(
            .polynomialDecay(finalSparsity: 0.8, endStep: 360, frequency: 20))
        try pruned.fit(train.features, train.labels, epochs: 10)
        print(try pruned.sparsityReport())
        let sparse = try pruned.stripPruning()  // the zeros stay, the masks go
        print(try sparse.evaluate(test.features, test.labels))
        // end
        #expect(abs(try pruned.sparsityReport().sparsity - 0.8) < 0.01)
        #expect(try sparse.evaluate(test.features, test.labels)["accuracy"]! > 0.9)

        // snippet: pruning-files
        try sparse.save(
            to: temporary("small.safetensors"), includeOptimizer: false, compression: .deflate)
        let reloaded = try Model(contentsOf: temporary("small.safetensors"))
        // end
        #expect(try reloaded.predict(test.features) == sparse.predict(test.features))

        // snippet: pruning-patterns
        let some = try model.pruned(.constantSparsity(0.8), layers: ["dense"])
        let blocks = try model.pruned(
            .constantSparsity(0.8), layers: ["dense"], pattern: .blocks(rows: 1, columns: 8))
        let twoOfFour = try model.pruned(pattern: .structured(zeros: 2, of: 4))
        // end
        for model in [some, blocks, twoOfFour] { #expect(model["dense/kernel_mask"] != nil) }

        // snippet: pruning-sparsified
        let fast = try pruned.sparsified()
        print(try fast.plan(rows: 128))  // which layers skip their zeros
        print(try fast.evaluate(test.features, test.labels))
        // end
        #expect(try fast.evaluate(test.features, test.labels)["accuracy"]! > 0.9 && fast.skipsZeros)

        // snippet: pruning-filters
        print(try model.filterPruningReport(0.5))  // what each layer loses
        var small = try model.pruned(filters: 0.5)
        try small.fit(train.features, train.labels, epochs: 5)
        print(try small.evaluate(test.features, test.labels))
        // end
        #expect(small["conv2d/kernel"]?.shape == [3, 3, 1, 8] && small["dense/kernel"]?.shape == [72, 10])
        #expect(try small.evaluate(test.features, test.labels)["accuracy"]! > 0.9)

        // snippet: pruning-callback
        var network = model
        let pruning = Pruning(
            .polynomialDecay(finalSparsity: 0.8, endStep: 80, frequency: 20), layers: ["dense"])
        try network.fit(train.features, train.labels, epochs: 2, callbacks: [pruning])
        // end
        #expect(network["pruning_step"] == Tensor(Int64(90)))

        // snippet: pruning-layers
        let byLayer = Model(
            Sequential {
                Dense(64, activation: .relu).pruned(.constantSparsity(0.9))
                Dense(10).pruned(.constantSparsity(0.5, beginStep: 100))
            }, input: [64])
        let convolutions = try model.pruned(
            .constantSparsity(0.5), layers: .where { $0.kind == "Conv2D" })
        let all = try convolutions.pruned(.constantSparsity(0.9))  // the other layers
        let together = try model.pruned(.constantSparsity(0.8), pattern: .global)
        // end
        #expect(byLayer["dense_1/kernel_mask"] != nil)
        #expect(convolutions["dense/kernel_mask"] == nil)
        for model in [all, together] { #expect(model["dense/kernel_mask"] != nil) }
    }

    @Test func aModelIsCompressedByStages() throws {
        let (train, test) = try digits()
        var model = try digitsModel()
        try model.fit(train.features, train.labels, epochs: 20)
        let calibration = try Dataset(train.features[0..<200])
        // snippet: compression
        let (small, report) = try model.compressed(
            by: [
                .prune(
                    .polynomialDecay(finalSparsity: 0.8, endStep: 360, frequency: 20)),
                .cluster(16),
                .quantize(calibration: calibration),
            ],
            train: { try $0.fit(train.features, train.labels, epochs: 10) },
            evaluate: { try $0.evaluate(test.features, test.labels) })
        // end
        // snippet: compression-report
        print(report)
        print(report.svg)
        try small.save(to: temporary("small.safetensors"))
        // end
        #expect(report.rows.map(\.stage) == ["dense", "pruned", "clustered", "quantized"])
        #expect(report.rows.allSatisfy { $0.metrics["accuracy"]! > 0.85 })

        // snippet: clustered
        let clustered = try model.clustered(16, layers: ["dense"])
        print(try clustered.evaluate(test.features, test.labels))
        // end
        #expect(Set(clustered["dense/kernel"]!.array(of: Float.self)).count <= 16)
        #expect(clustered["dense_1/kernel"] == model["dense_1/kernel"])

        // snippet: compression-aware
        let (aware, _) = try model.compressed(
            by: [.prune(.constantSparsity(0.8, endStep: 100)), .quantizeAware()],
            train: { try $0.fit(train.features, train.labels, epochs: 5) },
            evaluate: { try $0.evaluate(test.features, test.labels) })
        // end
        #expect(aware["dense/kernel"]?.dtype == .int8)
    }
}
