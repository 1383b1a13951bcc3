import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// State that is updated several times in a step goes on from update to update, as Keras's variables do.
@Suite struct StateTests {
    private let normalization = BatchNormalization(momentum: 0.5, name: "norm")

    private func values(_ model: Model, _ name: String) throws -> [Float] {
        try #require(model[name]).array(of: Float.self)
    }

    private func siamese(_ body: @escaping ([Symbol]) -> Symbol) throws -> Model {
        var model = Model(inputs: [[2], [2]], body)
        try model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        return model
    }

    private let ones = Tensor.ones([4, 2])
    private let threes = Tensor.full(3 as Float, shape: [4, 2])

    /// `(0 · 0.5 + 1 · 0.5) · 0.5 + 3 · 0.5`
    @Test func bothCallsOfALayerCount() throws {
        let model = try siamese { [normalization] x in Add()(normalization(x[0]), normalization(x[1])) }
        #expect(model.graph.updates.count == 2)  // one for each parameter
        var trained = model
        try trained.fit(inputs: [ones, threes], targets: [.zeros([4, 2])], batchSize: 4, shuffle: false)
        #expect(try values(trained, "norm/moving_mean") == [1.75, 1.75])
        #expect(try values(trained, "norm/moving_variance") == [0.25, 0.25])
        // In inference both read what is stored.
        let epsilon: Float = 1e-3
        let y = try model.predict(inputs: [ones, threes])[0].array(of: Float.self)
        #expect(y.allSatisfy { abs($0 - 4 / (1 + epsilon).squareRoot()) < 1e-5 })
        // And so do frozen layers in training.
        var frozen = model
        try frozen.freeze("norm")
        try frozen.fit(inputs: [ones, threes], targets: [.zeros([4, 2])], batchSize: 4, shuffle: false)
        #expect(try values(frozen, "norm/moving_mean") == [0, 0])
    }

    /// A call in inference mode after one in training reads what the first one said, as in Keras; derivatives end there.
    @Test func inferenceWithinTrainingReadsTheUpdate() throws {
        var model = try siamese { [normalization] x in
            let first = normalization(x[0])
            return x[0].builder.inInference { normalization(x[1]) } + first * 0
        }
        try model.fit(inputs: [threes, ones], targets: [.zeros([4, 2])], batchSize: 4, shuffle: false)
        #expect(try values(model, "norm/moving_mean") == [1.5, 1.5])
        // (1 − 1.5)² / (0.5 + 10⁻³), the loss of that step
        let again = try siamese { [normalization] x in
            let first = normalization(x[0])
            return x[0].builder.inInference { normalization(x[1]) } + first * 0
        }
        let objective = Objective { networks, x in networks[0]([x[0], x[1]])[0].square().mean() }
        let loss = try objective.gradient(of: [again], at: [threes, ones]).loss
        #expect(abs(loss - 0.25 / 0.501) < 1e-5)
    }

    /// A network that is called twice in an objective, such as a judge of the real and of the false.
    @Test func callsOfANetworkGoOn() throws {
        var model = Model(normalization, input: [2])
        try model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        let name = try #require(model.parameters.first { $0.name.hasSuffix("moving_mean") }?.name)
        let objective = Objective(results: { networks, x in
            let before = networks[0][name]
            let loss = networks[0](x[0]).mean() + networks[0](x[1]).mean()
            return [loss, before, networks[0][name], networks[0](x[1], training: false)]
        })
        let (results, gradients) = try objective.results(of: [model], at: [ones, threes])
        #expect(results[1].array(of: Float.self) == [0, 0])
        #expect(results[2].array(of: Float.self) == [1.75, 1.75])
        let scale = 1 / (0.25 + 1e-3 as Float).squareRoot()
        #expect(results[3].array(of: Float.self).allSatisfy { abs($0 - 1.25 * scale) < 1e-4 })
        try model.apply(gradients[0])
        #expect(try values(model, name) == [1.75, 1.75])

        var models = [Model(normalization, input: [2])]
        try models[0].compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        var stepper = try objective.stepper(
            of: models, inputs: [TensorType([4, 2]), TensorType([4, 2])], training: 0)
        for (index, value) in [1, 3].enumerated() {
            try stepper.withInput(index, as: Float.self) { for i in $0.indices { $0[i] = Float(value) } }
        }
        try stepper.step(&models)
        #expect(try values(models[0], name) == [1.75, 1.75])
    }
}
