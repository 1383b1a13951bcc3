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
