import MartletCodecs
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models in integers agree with the rounded models that they are made of.
@Suite struct IntegerModelTests {
    @Test func sequentialConvolutional() throws {
        let (model, x, y) = try PostTrainingTests.trained()
        let rounded = try model.postTrainingQuantized(calibration: Dataset(x))
        let integers = try rounded.quantized()
        #expect(
            integers.operations == [
                "Quantize", "QuantizedConvolution", "MaxPool", "Reshape", "QuantizedMatMul", "QuantizedMatMul",
                "Dequantize", "Softmax",
            ])
        #expect(try integers.predict(x).distance(to: rounded.predict(x)) < 0.03)
        #expect(try integers.evaluate(x, y)["accuracy"]! >= rounded.evaluate(x, y)["accuracy"]! - 0.02)
        #expect(
            integers.parameters.map { "\($0.name) \($0.type)" }.sorted() == [
                "conv2d/bias int32[4]", "conv2d/kernel int8[3, 3, 2, 4]", "conv2d/kernel_scale float32[4]",
                "dense/bias int32[8]", "dense/kernel int8[36, 8]", "dense/kernel_scale float32[8]",
                "dense_1/bias int32[3]", "dense_1/kernel int8[8, 3]", "dense_1/kernel_scale float32[3]",
            ])
    }

    @Test func filesKeepThem() throws {
        let (model, x, y) = try PostTrainingTests.trained()
        let integers = try model.postTrainingQuantized(calibration: Dataset(x)).quantized()
        let folder = TemporaryFolder()
        try integers.save(to: folder["integers.safetensors"])
        let restored = try Model(safetensors: folder["integers.safetensors"])
        #expect(try restored.predict(x) == integers.predict(x))
        #expect(try restored.evaluate(x, y) == integers.evaluate(x, y))
        try restored.save(to: folder["again.safetensors"])
        let files = try ["integers", "again"].map {
            try FileReader.contents(of: folder["\($0).safetensors"], limit: 1 << 24)
        }
        #expect(files[0] == files[1])
    }

    /// A base of integers with a head in floating numbers, which alone is trained.
    @Test func headsAreTrainedOnThem() throws {
        let (model, x, y) = try PostTrainingTests.trained()
        let base = try model.postTrainingQuantized(calibration: Dataset(x)).quantized()
        var whole = try Shapes.compiled(Model(inputs: [[8, 8, 2]]) { x in Dense(3, activation: .softmax)(base(x[0])) })
        let losses = try whole.fit(x, y, epochs: 4)["loss"]
        #expect(losses.last! < losses[0] && whole.trainableCount == 12)
        #expect(whole["model/conv2d/kernel"] == base["conv2d/kernel"])
    }

    @Test func reportsSayWhatIsInFloatingNumbers() throws {
        let (model, x, _) = try PostTrainingTests.trained()
        var integers = try model.postTrainingQuantized(calibration: Dataset(x), keepFloat: ["dense"]).quantized()
        integers.integers = .exact
        let rows = try integers.integerReport().rows
        #expect(
            rows.map { "\($0.layer) \($0.operation) \($0.reason ?? "int8")" } == [
                "conv2d QuantizedConvolution int8", "max_pooling2d MaxPool int8",
                "dense MatMul its weights aren't rounded", "dense Add what it reads isn't rounded",
                "dense_1 QuantizedMatMul int8",
                "dense_1 Softmax integers have no form for it",
            ])
        #expect(try integers.plan().contains("\nfloat32: MatMul, since its weights aren't rounded  // dense\n"))
        #expect(try "\(integers.integerReport())".contains("its weights aren't rounded"))
        #expect {
            try model.integerReport()
        } throws: {
            "\($0)" == "the model has no integers; make them with quantized"
        }
    }

    /// Weights alone become bytes where activations aren't rounded.
    @Test func weightsAlone() throws {
        let (model, x, _) = try PostTrainingTests.trained()
        for scheme in [QuantizationScheme(activations: nil, inputs: nil), .dynamicRange] {
            let rounded = try model.postTrainingQuantized(scheme)
            let integers = try rounded.quantized()
            #expect(integers["conv2d/kernel"]?.dtype == .int8 && integers["dense/kernel_scale"]?.shape == [8])
            #expect(try integers.predict(x).distance(to: rounded.predict(x)) < 1e-5)
            let reasons = try Set(integers.integerReport().floats.filter { $0.operation == "MatMul" }.map(\.reason))
            #expect(reasons == ["what it reads isn't rounded"])
        }
    }

    @Test func whatCannotBeMadeOfIntegersIsRefused() throws {
        func refused(_ message: String, _ model: Model) {
            #expect {
                try model.quantized()
            } throws: {
                "\($0)" == message
            }
        }
        let model = Shapes.convolutional()
        refused("the model has no quantizers; make them with quantizationAware or postTrainingQuantized", model)
        refused(
            "the model has no range at input yet; train or calibrate it, or take postTrainingQuantized",
            try model.quantizationAware())
        let integers = try model.postTrainingQuantized(calibration: Dataset(Shapes.data().x)).quantized()
        refused("the model has no quantizers; make them with quantizationAware or postTrainingQuantized", integers)
    }

    @Test func theyCannotBeTrained() throws {
        let (model, x, y) = try PostTrainingTests.trained()
        var integers = try model.postTrainingQuantized(calibration: Dataset(x)).quantized()
        #expect(integers.trainableCount == 0)
        #expect {
            try integers.fit(x, y)
        } throws: {
            "\($0)" == "the model is of integers, which can't be trained; train the one that quantized() was asked of"
        }
    }
}

extension Model {
    /// The names of the operations that depend on the inputs, in order.
    var operations: [String] {
        var ofInputs: [Bool] = []
        for node in graph.nodes {
            ofInputs.append(node.operation is Placeholder || node.inputs.contains { ofInputs[$0.node] })
        }
        return graph.nodes.indices.filter { ofInputs[$0] && !(graph.nodes[$0].operation is Placeholder) }
            .map { graph.nodes[$0].operation.name }
    }
}

extension Tensor {
    /// The largest difference to another tensor of the same shape.
    func distance(to other: Tensor) throws -> Double {
        try (self - other).abs().max().scalar(as: Double.self)
    }
}
