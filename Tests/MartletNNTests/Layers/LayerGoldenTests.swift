import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// What layers give out, agreeing with Keras from equal weights.
@Suite struct LayerGoldenTests {
    static let golden = KerasGolden("layers")

    /// Keras 3.15 adds up cumulative sums in sparsemax where it should take the last, so that its rows don't sum to 1
    /// when several elements take part; `ActivationTests` has the definition.
    static let names = golden.names.filter { $0 != "dense/sparsemax" }

    /// Rounding: sums of at most 24 products of float32, then some operations of half a unit each.
    static let tolerance = 32 * Double(Float.ulpOfOne)

    @Test(arguments: names) func agrees(_ name: String) throws {
        let (golden, described) = (Self.golden, Self.golden.cases[name]!)
        let count = described["inputs"]!.integer!
        let inputs = count == 1 ? [golden["\(name)/input"]] : (0..<count).map { golden["\(name)/input\($0)"] }
        let adapts = golden.has("\(name)/data")
        let layer = try described["layer"]!.kerasLayer(adaptingTo: adapts ? golden["\(name)/data"] : nil)
        var model = Model(inputs: inputs.map { Array($0.shape.dropFirst()) }, dtypes: inputs.map(\.dtype)) { layer($0) }
        let weights = golden.under("\(name)/weight/")
        let prefix =
            model.parameters.first.map { $0.name.split(separator: "/").dropLast().joined(separator: "/") } ?? ""
        for (weight, value) in weights {
            if adapts {
                let own = try #require(model["\(prefix)/\(weight)"])
                // Keras keeps axes of length 1.
                let truth = golden.exact("\(name)/weight/\(weight)").withShape(own.shape)
                #expect(own.relativeError(to: truth) <= Self.tolerance)
            } else {
                try model.set("\(prefix)/\(weight)", to: value)
            }
        }
        let output = try model.predict(inputs: inputs)[0]
        #expect(output.relativeError(to: golden.exact("\(name)/output")) <= Self.tolerance)

        guard golden.has("\(name)/training_output") else { return }
        let trained = try Objective(results: { networks, x in
            let y = networks[0](x, training: true)[0]
            return [y.sum(), y]
        }).results(of: [model], at: inputs, for: []).results[1]
        #expect(trained.relativeError(to: golden.exact("\(name)/training_output")) <= Self.tolerance)
        guard !weights.isEmpty else { return }
        try model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        try model.fit(inputs[0], output, batchSize: inputs[0].shape[0], shuffle: false)
        for weight in golden.under("\(name)/after/").keys {
            let own = try #require(model["\(prefix)/\(weight)"])
            #expect(own.relativeError(to: golden.exact("\(name)/after/\(weight)")) <= Self.tolerance, "\(weight)")
        }
    }
}
