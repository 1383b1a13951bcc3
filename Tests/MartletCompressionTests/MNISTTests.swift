import MartletCodecs
import MartletCompression
import MartletDatasets
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// The tutorial's network on real digits: trained, trained on while rounded, and made of integers.
@Suite struct MNISTTests {
    @Test(RealData.data.needed("mnist-t10k")) func integersAreAsGoodAsAwareTraining() throws {
        let digits = try MNIST(directory: #require(RealData.data.path("mnist-t10k"))).test()
        let (train, test) = (try digits.images[..<8000], try digits.images[8000...])
        let (labels, expected) = (try digits.labels[..<8000], try digits.labels[8000...])
        var model = Model(
            Sequential {
                Rescaling(1.0 / 255)
                Conv2D(32, kernelSize: 3, activation: .relu)
                Conv2D(64, kernelSize: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dense(128, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [28, 28, 1], seed: 1)
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train, labels, epochs: 3)
        var aware = try model.quantizationAware()
        try aware.fit(train, labels, epochs: 4, initialEpoch: 3)
        var integers = try aware.quantized()

        let accuracy = try [model, aware, integers].map { try #require($0.evaluate(test, expected)["accuracy"]) }
        #expect(accuracy[0] >= 0.97 && accuracy[1] >= accuracy[0] - 0.005)
        #expect(abs(accuracy[2] - accuracy[1]) <= 0.002, "\(accuracy)")
        #expect(
            integers.operations == [
                "Quantize", "Lookup", "QuantizedConvolution", "QuantizedConvolution", "MaxPool", "Reshape",
                "QuantizedMatMul", "QuantizedMatMul", "Dequantize", "Softmax",
            ])

        // A quarter of the bytes, and the same again from the file.
        let folder = TemporaryFolder()
        try aware.save(to: folder["aware.safetensors"], includeOptimizer: false)
        try integers.save(to: folder["integers.safetensors"], includeOptimizer: false)
        let sizes = try ["aware", "integers"].map {
            try FileReader.contents(of: folder["\($0).safetensors"], limit: 1 << 26).count
        }
        #expect(Double(sizes[1]) < 0.26 * Double(sizes[0]), "\(sizes)")
        let restored = try Model(safetensors: folder["integers.safetensors"])
        #expect(try restored.predict(test) == integers.predict(test))

        // What the softmax reads, in steps of its grid.
        for method in IntegerMethod.allCases {
            integers.integers = method
            let steps = try integers.untilSoftmax.stepsApart(aware.untilSoftmax, [test])[0]
            #expect(steps.count { $0 > 1 } * 1000 <= steps.count, "\(method): up to \(steps.max()!) steps")
        }
    }
}

extension Model {
    /// The model that gives what the softmax at its end reads.
    fileprivate var untilSoftmax: Model {
        get throws {
            try rewritten { graph in
                let end = graph.nodes.last { $0.operation is MartletGraph.Softmax }
                return graph.leading(to: try #require(end).inputs)
            }
        }
    }
}
