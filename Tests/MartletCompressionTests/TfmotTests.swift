import MartletCodecs
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Twenty steps of quantization-aware training, agreeing with TensorFlow's model optimization toolkit (tfmot 0.8.1) from
/// equal weights: where quantizers are, what they are called, what they observe and what is learnt.
@Suite struct TfmotTests {
    static let golden = KerasGolden("quantization")
    static let (steps, batch) = (20, 8)

    /// Weights, ranges and losses differ by at most 2 · 10⁻⁴ of the largest of each: where rounding takes a number to the
    /// other side of a step's middle, which happens to a few, a result moves by a step, 1/255 of its range.
    @Test(arguments: golden.names) func trainsAlike(_ name: String) throws {
        let (golden, network) = (Self.golden, Self.golden.cases[name]!["network"]!.array!)
        var plain = try Self.model(network)
        for (weight, value) in golden.under("\(name)/initial/") { try plain.set(weight, to: value) }
        try plain.compile(
            optimizer: .sgd(learningRate: 0.05),
            loss: .sparseCategoricalCrossentropy(fromLogits: network.last!["activation"] == nil))
        var model = try plain.quantizationAware(.tfmot)

        let (x, y) = (golden["x"], golden["y"])
        var history: [Double] = []
        for step in 0..<Self.steps {
            let rows = step * Self.batch..<(step + 1) * Self.batch
            let logs = try model.fit(
                try x[rows], try y[rows], epochs: step + 1, batchSize: Self.batch, shuffle: false, initialEpoch: step)
            history += logs["loss"]
        }

        #expect(Tensor(history).relativeError(to: golden["\(name)/loss"]) <= 2e-4, "losses")
        let final = golden.under("\(name)/final/")
        #expect(model.parameters.map(\.name).sorted() == final.keys.sorted())
        for (weight, value) in final {
            let error = try #require(model[weight], "\(weight)").relativeError(to: value)
            #expect(error <= 2e-4, "\(weight)")
        }
        let output = try model.predict(try x[0..<Self.batch])
        #expect(output.relativeError(to: golden["\(name)/output"]) <= 1.0 / 255, "predictions")
    }

    static func model(_ network: [JSON]) throws -> Model {
        var made: [String: KerasLayer] = [:]
        for layer in network { made[layer["name"]!.string!] = try layer.kerasLayer() }
        return Model(inputs: [[8, 8, 2]]) { inputs in
            var symbols = ["input": inputs[0]]
            for layer in network {
                let name = layer["name"]!.string!
                let sources = layer["from"]!.array!.map { symbols[$0.string!]! }
                symbols[name] =
                    layer["class"] == "Activation" ? Activation.relu(sources[0], named: name) : made[name]!(sources)
            }
            return symbols[network.last!["name"]!.string!]!
        }
    }
}
