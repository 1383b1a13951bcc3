import CMartletKernels
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Inference whose convolutions multiply bfloat16.
@Suite struct PrecisionTests {
    private func network() -> Model {
        Model(
            Sequential {
                Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
                Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
                MaxPooling2D()
                DepthwiseConv2D(3, padding: .same, activation: .relu)
                Conv2D(64, kernelSize: 3, padding: .same, activation: .relu)
                Conv2D(64, kernelSize: 1, activation: .relu)
                Flatten()
                Dense(10)
            }, input: [24, 24, 3], seed: 4)
    }

    private var images: Tensor {
        get throws {
            var random = RandomGenerator(seed: 2)
            return try random.uniform([6, 24, 24, 3])
        }
    }

    private static let byWinograd = [
        "patches bfloat16 bias relu", "winograd 4 bfloat16 bias relu pool", "depthwise bias relu",
        "winograd 4 bfloat16 bias relu", "patches bfloat16 bias relu",
    ]
    private static let byPatches = byWinograd.map {
        $0.hasPrefix("winograd") ? "patches bfloat16 bias relu" : $0
    }

    /// How the network's convolutions are made.
    private func convolutions() throws -> [String] {
        var model = network()
        model.precision = .bfloat16
        return try model.profile(images, repetitions: 1).entries.map(\.kernel).filter { $0.hasPrefix("convolution") }
            .map { $0.split(separator: " ").dropFirst(3).joined(separator: " ") }
    }

    @Test func predictionsAreNearAndSaySo() throws {
        var (model, x) = (network(), try images)
        let exact = try model.predict(x).array(of: Double.self)
        model.precision = .bfloat16
        let rounded = try model.predict(x).array(of: Double.self)
        let error = zip(exact, rounded).map { abs($0 - $1) }.max()!
        // Every layer rounds by 2⁻⁹ on the average; the bound is that of a whole VGG16.
        #expect(error > 1e-5 && error <= 3e-2 * exact.map { abs($0) }.max()!)
        // AMX multiplies patches as fast as what Winograd's algorithm makes of them.
        let features = mk_features_in_use(), multipliesTiles = features.isSuperset(of: [.amx, .bf16])
        #expect(try convolutions() == (multipliesTiles ? Self.byPatches : Self.byWinograd))
        let others = try withInstructionSet(features.subtracting(.amx)) { try convolutions() }
        #expect(others == Self.byWinograd)
        model.precision = .float32
        #expect(try model.predict(x).array(of: Double.self) == exact)
    }

    @Test func evaluationIsRoundedAndTrainingIsNot() throws {
        let (x, y) = (try images, Tensor((0..<6).map { Int32($0) }))
        func trained(_ precision: Precision) throws -> (model: Model, loss: Double) {
            var model = network()
            model.precision = precision
            try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true))
            try model.freeze(layers: 0..<1)
            try model.fit(x, y, epochs: 3, batchSize: 3)
            return (model, try #require(model.evaluate(x, y)["loss"]))
        }
        let (exact, rounded) = (try trained(.float32), try trained(.bfloat16))
        #expect(exact.model.parameters.allSatisfy { exact.model[$0.name] == rounded.model[$0.name] })
        #expect(exact.loss != rounded.loss && abs(exact.loss - rounded.loss) <= 3e-2 * exact.loss)
    }
}
