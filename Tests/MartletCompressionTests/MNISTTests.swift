import MartletCodecs
import MartletCompression
import MartletDatasets
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// The tutorial's network on real digits: trained, and then made smaller.
@Suite struct MNISTTests {
    /// A network that was trained on 8,000 digits, and how it is tested on 2,000 others.
    private struct Trained {
        var model: Model
        let train, test: (x: Tensor, y: Tensor)

        init() throws {
            let digits = try MNIST(directory: #require(RealData.data.path("mnist-t10k"))).test()
            train = (try digits.images[..<8000], try digits.labels[..<8000])
            test = (try digits.images[8000...], try digits.labels[8000...])
            model = Model(
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
            try model.fit(train.x, train.y, epochs: 3)
        }

        func accuracy(_ model: Model) throws -> Double { try #require(model.evaluate(test.x, test.y)["accuracy"]) }
    }

    private static let trained = Result { try Trained() }

    @Test(RealData.data.needed("mnist-t10k")) func integersAreAsGoodAsAwareTraining() throws {
        let trained = try Self.trained.get()
        let (model, test) = (trained.model, trained.test.x)
        var aware = try model.quantizationAware()
        try aware.fit(trained.train.x, trained.train.y, epochs: 4, initialEpoch: 3)
        var integers = try aware.quantized()

        let accuracy = try [model, aware, integers].map(trained.accuracy)
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

    /// As tfmot's peer does: its network of 4.8 MB takes 922,828 bytes afterwards, deflated.
    @Test(RealData.data.needed("mnist-t10k")) func prunedNetworksAreAsGood() throws {
        let trained = try Self.trained.get()
        var pruned = try trained.model.pruned(
            .polynomialDecay(initialSparsity: 0.5, finalSparsity: 0.9, endStep: 375, frequency: 25))
        try pruned.fit(trained.train.x, trained.train.y, epochs: 5, initialEpoch: 3)
        let sparse = try pruned.stripPruning().sparsified()

        for row in try sparse.sparsityReport().rows {
            let kept = (Float(row.shape.elementCount) * (1 - Float(0.9))).rounded(.toNearestOrEven)
            #expect(row.zeros == row.shape.elementCount - Int(kept), "\(row.parameter)")
        }
        let accuracy = try trained.accuracy(sparse)
        #expect(try accuracy >= 0.973 && trained.accuracy(pruned) == accuracy, "\(accuracy)")

        let integers = try sparse.postTrainingQuantized(
            calibration: Dataset(inputs: [trained.train.x[..<500]], targets: [])
        ).quantized()
        #expect(try abs(trained.accuracy(integers) - accuracy) <= 0.005)
        let folder = TemporaryFolder()
        func bytes(_ model: Model, _ compression: FileCompression) throws -> Int {
            try model.save(to: folder["model"], includeOptimizer: false, compression: compression)
            return try FileReader.contents(of: folder["model"], limit: 1 << 26).count
        }
        let dense = try bytes(trained.model, .none)
        let sizes = (sparse: try bytes(sparse, .sparse), deflated: try bytes(sparse, .deflate))
        #expect(Double(dense) >= 5.5 * Double(sizes.sparse) && sizes.deflated < 922_828, "\(dense): \(sizes)")
        let smallest = try bytes(integers, .deflate)
        #expect(dense >= 25 * smallest, "\(dense): \(smallest)")
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
