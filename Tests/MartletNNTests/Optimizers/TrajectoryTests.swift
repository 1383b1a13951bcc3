import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Twenty steps of training, agreeing with Keras step by step from equal weights.
@Suite struct TrajectoryTests {
    static let golden = KerasGolden("trajectories")
    static let (steps, batch) = (20, 8)

    /// Losses of all steps, all weights and all learning rates differ from Keras's in float64 by at most 10⁻⁵ of the
    /// largest of each; Keras's own in float32 differ by up to 6 · 10⁻⁶.
    @Test(arguments: golden.names) func agrees(_ name: String) throws {
        let (golden, described) = (Self.golden, Self.golden.cases[name]!)
        let optimizer = try described["optimizer"]!.kerasOptimizer
        var model = try Self.model(described)
        for (weight, value) in golden.under("\(name)/initial/") { try model.set(weight, to: value) }
        for layer in described["frozen"]?.array ?? [] { try model.freeze(layer.string!) }

        let outputs = described["outputs"]?.array?.map { $0.string! }
        func each(_ key: String) -> [JSON] { outputs?.map { described[key]![$0]! } ?? [described[key]!] }
        let losses = each("loss")
        // Keras's sum is its mean over the batch times the rows.
        let weights = try losses.indices.map { index in
            let scale = losses[index]["reduction"]?.string == "sum" ? Double(Self.batch) : 1
            return scale * (try #require(outputs.map { described["loss_weights"]?[$0[index]]?.double } ?? 1))
        }
        try model.compile(optimizer: optimizer, losses: losses.map { try $0.kerasLoss }, lossWeights: weights)

        let x = golden[described["input"]!.string!]
        let targets = each("targets").map { golden["targets/\($0.string!)"] }
        let sampleWeight = described["weighted"] == .bool(true) ? golden["sample_weight"] : nil
        var (history, rates): ([Double], [Double]) = ([], [])
        for step in 0..<Self.steps {
            let rows = step * Self.batch..<(step + 1) * Self.batch
            rates.append(try #require(model.learningRate))
            let logs = try model.fit(
                inputs: [try x[rows]], targets: targets.map { try $0[rows] }, epochs: step + 1, batchSize: Self.batch,
                shuffle: false, sampleWeight: sampleWeight.map { try $0[rows] }, initialEpoch: step)
            history += logs["loss"]
        }

        let loss = Tensor(history).relativeError(to: golden.exact("\(name)/loss"))
        #expect(loss <= 1e-5, "losses")
        if golden.has("\(name)/learning_rate") {
            #expect(Tensor(rates).relativeError(to: golden.exact("\(name)/learning_rate")) <= 1e-6, "learning rates")
        }
        let final = golden.under("\(name)/final/").keys
        #expect(Set(final) == Set(model.parameters.map(\.name)))
        for weight in final {
            let error = try #require(model[weight]).relativeError(to: golden.exact("\(name)/final/\(weight)"))
            #expect(error <= 1e-5, "\(weight)")
        }
    }

    static func model(_ described: JSON) throws -> Model {
        let tokens = described["input"] == .string("tokens")
        let network = described["network"]!.array!
        var made: [String: KerasLayer] = [:]
        for layer in network where layer["class"] != nil { made[layer["name"]!.string!] = try layer.kerasLayer() }
        let outputs = described["outputs"]?.array?.map { $0.string! } ?? [network.last!["name"]!.string!]
        return Model(inputs: [tokens ? [4] : [5]], dtypes: [tokens ? .int32 : .float32]) { inputs in
            var symbols = ["input": inputs[0]]
            for layer in network {
                let called = made[(layer["call"] ?? layer["name"]!).string!]!
                symbols[layer["name"]!.string!] = called(layer["from"]!.array!.map { symbols[$0.string!]! })
            }
            return outputs.map { symbols[$0]! }
        }
    }
}
