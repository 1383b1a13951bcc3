import MartletCodecs
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// What pruned models take in files, against the same network in float32 with no zeros.
@Suite struct SparseFileSizeTests {
    private let folder = TemporaryFolder()

    /// Weights as training leaves them, about normal, of which those with the smallest magnitudes are zero.
    private func network(sparsity: Double) throws -> Model {
        var model = Model(
            Sequential {
                Dense(512, activation: .relu)
                Dense(512, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [784], seed: 1)
        var random = RandomGenerator(seed: 2)
        for name in ["dense/kernel", "dense_1/kernel", "dense_2/kernel"] {
            let kernel = try random.normal(model[name]!.shape, standardDeviation: 0.05)
            let limit = kernel.array(of: Float.self).map(abs).sorted()[Int(Double(kernel.count) * sparsity)]
            try model.set(name, to: Tensor.where(kernel.abs() .>= limit, kernel, Float(0)))
        }
        return model
    }

    private func size(_ model: Model, _ compression: FileCompression) throws -> Double {
        try model.save(to: folder["model"], compression: compression)
        let read = try Model(safetensors: folder["model"])
        for parameter in model.parameters { #expect(read[parameter.name] == model[parameter.name]) }
        return Double(try FileReader.contents(of: folder["model"], limit: 1 << 26).count)
    }

    @Test func aTenthOfTheWeightsTakesAnEighthOfTheBytesAndIntegersLess() throws {
        let dense = try size(network(sparsity: 0), .none)
        let pruned = try network(sparsity: 0.9)
        let (sparse, deflated) = (try size(pruned, .sparse), try size(pruned, .deflate))
        #expect(dense / sparse >= 5.5)
        #expect(dense / sparse > 8, "\(dense / sparse)")
        #expect(dense / deflated > 9, "\(dense / deflated)")

        var random = RandomGenerator(seed: 3)
        let calibration = try Dataset(inputs: [random.normal([32, 784])], targets: [])
        let integers = try pruned.postTrainingQuantized(calibration: calibration).quantized()
        let (bytes, fewest) = (try size(integers, .sparse), try size(integers, .deflate))
        #expect(dense / bytes > 20, "\(dense / bytes)")
        #expect(dense / fewest >= 25, "\(dense / fewest)")
    }

    /// Masks multiply; what they hold at zero is 0 afterwards, not -0.
    @Test func prunedModelsLoseTheirZeros() throws {
        var random = RandomGenerator(seed: 4)
        let (x, y) = (try random.normal([64, 784]), try random.normal([64, 10]))
        var model = try network(sparsity: 0).pruned(.constantSparsity(0.9, beginStep: 1, frequency: 1))
        try model.compile(optimizer: .sgd(learningRate: 0.001), loss: .meanSquaredError)
        try model.fit(x, y, epochs: 2)
        let stripped = try model.stripPruning()
        let dense = try size(network(sparsity: 0), .none)
        try stripped.save(to: folder["model"], includeOptimizer: false, compression: .sparse)
        let bytes = try FileReader.contents(of: folder["model"], limit: 1 << 26).count
        #expect(dense / Double(bytes) > 8, "\(dense / Double(bytes))")
        // While it is pruned the masks are zeros and ones of a byte each.
        #expect(try size(model, .deflate) < size(model, .none))
    }

    @Test func sparsifiedModelsStaySo() throws {
        let model = try network(sparsity: 0.9).sparsified()
        #expect(try size(model, .automatic) == size(model, .sparse))
        let read = try Model(safetensors: folder["model"])
        #expect(read.skipsZeros)
        #expect(try read.plan(rows: 32) == model.plan(rows: 32))
    }
}
