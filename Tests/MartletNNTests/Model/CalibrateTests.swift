import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct CalibrateTests {
    private func model() throws -> Model { try Points.compiled().rewritten { try RewritingTests.observed($0) } }

    /// What the rectifier gives in inference.
    private func rectified(_ model: Model, _ x: Tensor) throws -> Tensor {
        try x.matmul(model["dense/kernel"]!).maximum(Float(0))
    }

    private static let observer = "dense/observer/largest"

    @Test func observersSeeWhatInferenceComputes() throws {
        let (x, _) = try Points.data()
        var model = try model()
        let before = model
        let expected = try rectified(model, x).max().scalar(as: Float.self)
        try model.calibrate(Dataset(x).batched(64), updating: [Self.observer])
        let seen = try model[Self.observer]!.scalar(as: Float.self)
        #expect(abs(seen - expected) < 1e-5 * expected)
        for parameter in model.parameters where parameter.name != Self.observer {
            #expect(model[parameter.name] == before[parameter.name], "\(parameter.name)")
        }
        #expect(try model.predict(x) == before.predict(x))
        #expect(model.iteration == 0)
    }

    /// Momentum 0.99 and the mean of each batch of what goes into the normalisation.
    @Test func byDefaultAllStateIsUpdatedButThatOfFrozenLayers() throws {
        let (x, _) = try Points.data()
        var model = try model()
        try model.freeze("dense")
        let dataset = try Dataset(x).batched(75)
        try model.calibrate(dataset)
        #expect(try model[Self.observer]!.scalar(as: Float.self) == 0)
        var expected = Tensor.zeros([8])
        for start in [0, 75] {
            let rows = try x[start..<start + 75]
            expected = try expected * Float(0.99) + Float(0.01) * rectified(model, rows).mean(axes: [0])
        }
        let mean = model["batch_normalization/moving_mean"]!
        #expect(try (mean - expected).abs().max().scalar(as: Float.self) < 1e-6)
        try model.calibrate(dataset, updating: [Self.observer])
        #expect(try model[Self.observer]!.scalar(as: Float.self) > 1)
        #expect(model["batch_normalization/moving_mean"] == mean)
    }

    /// As one call of a layer after another would update it.
    @Test func callsOfOneLayerAllCount() throws {
        struct Watch: Layer {
            var name: String? { "watch" }
            func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
                let largest = scope.parameter("largest", [], .zeros, trainable: false)
                scope.update("largest", to: largest.maximum(x.max()))
                return x
            }
        }
        var model = Model(inputs: [[2], [2]]) { inputs in Watch()(inputs[0]) + Watch()(inputs[1]) }
        let inputs = [Tensor.full(Float(5), shape: [3, 2]), Tensor.full(Float(4), shape: [3, 2])]
        try model.calibrate(Dataset(inputs: inputs, targets: []))
        #expect(try model["watch/largest"]?.scalar(as: Float.self) == 5)
        #expect(try model.predict(inputs: inputs)[0] == Tensor.full(Float(9), shape: [3, 2]))
    }

    /// Plans that hold what was prepared from state know of the change.
    @Test func predictionsFollowTheState() throws {
        let (x, _) = try Points.data()
        var model = try model()
        let before = try model.predict(x)
        try model.calibrate(Dataset(x))
        var copy = try self.model()
        for parameter in model.parameters { try copy.set(parameter.name, to: model[parameter.name]!) }
        let after = try model.predict(x)
        #expect(after == (try copy.predict(x)))
        #expect(after != before)
    }

    @Test func badDataLeaveTheModelAsItWas() throws {
        let (x, _) = try Points.data()
        var model = try model()
        func refusal(_ dataset: Dataset, updating: Set<String>? = nil) -> String {
            let before = model.vector
            let error = #expect(throws: (any Error).self) { try model.calibrate(dataset, updating: updating) }
            #expect(model.vector == before)
            return error.map { "\($0)" } ?? ""
        }
        #expect(try refusal(Dataset(Tensor.zeros([4, 3]))).contains("must be float32[?, 4]"))
        #expect(refusal(Dataset { _ in { nil } }) == "the calibration data holds no rows")
        #expect(try refusal(Dataset(x), updating: ["dense/kernel"]).contains("'dense/kernel', which is no state"))
        #expect(try refusal(Dataset(x), updating: []).contains("names no state"))
        var spoilt = x.array(of: Float.self)
        spoilt[500] = .nan
        #expect(try refusal(Dataset(Tensor(spoilt, shape: x.shape))).contains("holds nan at row"))
    }
}
