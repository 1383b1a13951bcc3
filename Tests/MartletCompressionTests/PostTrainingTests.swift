import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Quantizing without training, and what it changes.
@Suite struct PostTrainingTests {
    static func trained() throws -> (model: Model, x: Tensor, y: Tensor) {
        let (x, y) = try Shapes.data()
        var model = try Shapes.compiled(Shapes.convolutional())
        try model.fit(x, y, epochs: 8)
        return (model, x, y)
    }

    static let methods: [CalibrationMethod] = [.minMax, .percentile(99.9), .mse, .entropy]

    @Test(arguments: methods) func roundedModelsPredictAlike(_ method: CalibrationMethod) throws {
        let (model, x, y) = try Self.trained()
        let rounded = try model.postTrainingQuantized(calibration: Dataset(x), method: method)
        for parameter in model.parameters { #expect(rounded[parameter.name] == model[parameter.name]) }
        #expect(try rounded.evaluate(x, y)["accuracy"]! >= model.evaluate(x, y)["accuracy"]! - 0.02)
        #expect(try rounded.predict(x).relativeDistance(to: model.predict(x)) < 0.05)
        let report = try rounded.quantizationReport(on: Dataset(x))
        #expect(
            report.rows.map(\.place) == [
                "input", "conv2d/kernel", "conv2d/post_activation", "dense/kernel", "dense/post_activation",
                "dense_1/kernel", "dense_1/pre_activation",
            ])
        #expect(report.rows.allSatisfy { $0.bits == 8 && $0.signalToNoise > 25 })
        #expect(report.outputs.count == 1 && report.outputs[0] > 20)
    }

    /// The ranges are those of the float model's own values, so that nothing is cut off.
    @Test func minMaxCoversWhatWasSeen() throws {
        var (model, x, _) = try Self.trained()
        model.isBatchInvariant = true
        let rounded = try model.postTrainingQuantized(calibration: Dataset(x))
        #expect(try rounded["quantize_layer/quantize_layer_min"] == Tensor(x.min().scalar(as: Float.self)))
        #expect(try rounded["quantize_layer/quantize_layer_max"] == Tensor(x.max().scalar(as: Float.self)))
        #expect(rounded["quant_conv2d/post_activation_min"] == Tensor(Float(0)))
        // As many rows as come at a time make no difference.
        let byFives = try model.postTrainingQuantized(calibration: Dataset(x).batched(5))
        for parameter in rounded.parameters where parameter.name.hasPrefix("quant") {
            #expect(rounded[parameter.name] == byFives[parameter.name])
        }
    }

    @Test func weightsAloneNeedNoData() throws {
        let (model, x, _) = try Self.trained()
        let scheme = QuantizationScheme(activations: nil, inputs: nil)
        let rounded = try model.postTrainingQuantized(scheme)
        #expect(rounded.ranges == ["quant_conv2d/kernel", "quant_dense/kernel", "quant_dense_1/kernel"])
        #expect(try rounded.predict(x).relativeDistance(to: model.predict(x)) < 0.02)
    }

    @Test func dynamicRangesNeedNoDataEither() throws {
        let (model, x, y) = try Self.trained()
        var rounded = try model.postTrainingQuantized(.dynamicRange)
        #expect(rounded.ranges == ["quant_conv2d/kernel", "quant_dense/kernel", "quant_dense_1/kernel"])
        #expect(rounded.graph.nodes.count { $0.operation is FakeQuantize } == 6)
        #expect(try rounded.predict(x).relativeDistance(to: model.predict(x)) < 0.03)
        // A row's range is its own: it is rounded alike whatever rows come with it.
        rounded.isBatchInvariant = true
        #expect(try rounded.predict(x[3..<4]) == rounded.predict(x)[3..<4])
        #expect(try rounded.quantizationReport(on: Dataset(x)).rows.count == 3)
        try rounded.fit(x, y, epochs: 9, initialEpoch: 8)
        #expect(try rounded.stripQuantization().graph.description == model.graph.description)
    }

    @Test func moreBitsMakeLessNoiseAndFloatLayersNone() throws {
        let (model, x, _) = try Self.trained()
        func noise(_ scheme: QuantizationScheme, keepFloat: LayerSelection = []) throws -> QuantizationReport {
            try model.postTrainingQuantized(scheme, calibration: Dataset(x), keepFloat: keepFloat)
                .quantizationReport(on: Dataset(x))
        }
        let (eight, four) = (try noise(.int8), try noise(QuantizationScheme(weights: .weights(bits: 4))))
        #expect(four.outputs[0] < eight.outputs[0] - 6)
        #expect(four.worst[0].place.hasSuffix("kernel") && four.worst[0].bits == 4)
        let kept = try noise(QuantizationScheme(weights: .weights(bits: 4)), keepFloat: ["conv2d", "dense"])
        #expect(kept.outputs[0] > four.outputs[0])
        #expect(!kept.rows.contains { $0.place == "conv2d/kernel" || $0.place == "dense/kernel" })
        #expect("\(four)".split(separator: "\n").count == four.rows.count + 2)
    }

    @Test func goesOnTraining() throws {
        let (model, x, y) = try Self.trained()
        var rounded = try model.postTrainingQuantized(calibration: Dataset(x))
        try rounded.fit(x, y, epochs: 9, initialEpoch: 8)
        #expect(rounded["conv2d/kernel"] != model["conv2d/kernel"])
        #expect(try rounded.stripQuantization().graph.description == model.graph.description)
    }

    // MARK: How ranges are chosen

    private func histogram(_ values: [Float]) -> Histogram {
        var histogram = Histogram(values.min()!...values.max()!)
        values.withUnsafeBufferPointer { histogram.add($0) }
        return histogram
    }

    /// Ten thousand numbers from 0 to 1, and one that lies far out.
    @Test func outliersAreCutOffButByMinMax() {
        let values = (0..<10_000).map { Float($0) / 10_000 } + [20]
        let histogram = histogram(values)
        let quantizer = Quantizer.activations()
        #expect(histogram.chosen(by: .minMax, for: quantizer) == 0...20)
        for method in [CalibrationMethod.percentile(99.9), .entropy] {
            let range = histogram.chosen(by: method, for: quantizer)
            #expect(range.lowerBound == 0 && (0.95...3).contains(range.upperBound), "\(method): \(range)")
        }
        // One number in ten thousand is worth its square: with 4 bits, cutting it off pays.
        let range = histogram.chosen(by: .mse, for: .activations(bits: 4))
        #expect(range.upperBound < 20)
    }

    @Test func symmetricRangesReachAsFarToBothSides() {
        let values = (0..<1000).map { Float($0) / 1000 * 3 - 1 }
        let histogram = histogram(values)
        for method in Self.methods {
            let range = histogram.chosen(by: method, for: .activations(isSymmetric: true))
            #expect(range.lowerBound == -range.upperBound && range.upperBound > 1)
        }
    }

    @Test func zeroIsAlwaysInTheRange() {
        let histogram = histogram((0..<1000).map { 5 + Float($0) / 1000 })
        for method in Self.methods {
            let range = histogram.chosen(by: method, for: .activations())
            #expect(range.lowerBound == 0 && range.upperBound > 4)
        }
    }
}

extension Tensor {
    /// The norm of the difference over the norm of the other.
    func relativeDistance(to other: Tensor) throws -> Double {
        let difference = try self - other
        let squares = try (
            (difference * difference).sum().scalar(as: Double.self), (other * other).sum().scalar(as: Double.self)
        )
        return (squares.0 / squares.1).squareRoot()
    }
}
