import MartletGraph
import MartletNN
import MartletNumerics
import Testing

@Suite struct ObjectiveTests {
    private func network(_ seed: UInt64) throws -> Model {
        var model = Model(
            Sequential {
                Dense(8, activation: .tanh); Dense(1)
            }, input: [3], seed: seed)
        try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
        return model
    }

    /// A step by hand equals a step of `fit`.
    @Test func aCustomLoopEqualsFit() throws {
        var random = RandomGenerator(seed: 2)
        let x = try random.normal([20, 3])
        let y = try random.normal([20, 1])
        var (fitted, stepped) = (try network(1), try network(1))
        try fitted.fit(x, y, epochs: 3, batchSize: 20, shuffle: false)
        let objective = Objective { networks, inputs in (networks[0](inputs[0]) - inputs[1]).square().mean() }
        for _ in 0..<3 {
            let (loss, gradients) = try objective.gradient(of: [stepped], at: [x, y])
            #expect(loss > 0)
            try stepped.apply(gradients[0])
        }
        #expect(fitted["dense/kernel"] == stepped["dense/kernel"])
    }

    /// Only what was asked for gets a gradient, however many models take part.
    @Test func severalModels() throws {
        let (online, target) = (try network(1), try network(2))
        let x = Tensor.ones([4, 3])
        let objective = Objective { networks, inputs in
            (networks[0](inputs[0]) - networks[1](inputs[0]).stopGradient()).square().mean()
        }
        let one = try objective.gradient(of: [online, target], at: [x])
        #expect(one.gradients.count == 1 && one.gradients[0].norm > 0)
        let both = try objective.gradient(of: [online, target], at: [x], for: [0, 1])
        #expect(both.gradients[0]["dense/kernel"] == one.gradients[0]["dense/kernel"])
        #expect(both.gradients[1].norm == 0)
        #expect(abs(one.gradients[0].clipped(toNorm: 0.001).norm - 0.001) < 1e-6)
        var copy = target
        try copy.copyParameters(from: online)
        #expect(try copy.predict(x) == online.predict(x))
        var tracking = target
        try tracking.copyParameters(from: online, tau: 0.5)
        #expect(try tracking.predict(x) != target.predict(x))
    }

    /// Successive calls drop other elements, the same ones in each run; a model's calls don't depend on another's.
    @Test func callsDrawAnew() throws {
        let x = Tensor.ones([1, 64])
        func loss() -> Objective {
            Objective(results: { networks, x in
                let y = networks[0](x[0])
                return [y.sum(), y]
            })
        }
        func model(_ seed: UInt64) -> Model { Model(Dropout(0.5), input: [64], seed: seed) }
        func run(_ objective: Objective, _ model: Model, step: Int? = nil) throws -> [Float] {
            try objective.results(of: [model], at: [x], for: [], step: step).results[1].array(of: Float.self)
        }
        let (one, two, objective) = (model(1), model(2), loss())
        var draws: [[Float]] = []
        for _ in 0..<3 {
            draws.append(try run(objective, one))
            _ = try run(objective, two)
        }
        #expect(Set(draws).count == 3)
        let (again, other) = (model(1), loss())
        #expect(try (0..<3).map { _ in try run(other, again) } == draws)
        #expect(try (0..<3).map { try run(other, again, step: $0) } == draws)
        #expect(try run(other, again, step: 1) == draws[1])
    }

    @Test func mistakesAreThrown() throws {
        let model = try network(1)
        let notANumber = Objective { networks, inputs in networks[0](inputs[0]) }
        #expect(throws: GraphError.self) { try notANumber.gradient(of: [model], at: [Tensor.ones([4, 3])]) }
        let fine = Objective { networks, inputs in networks[0](inputs[0]).mean() }
        #expect(throws: GraphError.self) { try fine.gradient(of: [model], at: [Tensor.ones([4, 7])]) }
        #expect(throws: ModelError.self) { try fine.gradient(of: [model], at: [Tensor.ones([4, 3])], for: [1]) }
    }

    /// Moving averages of batch normalisation follow a custom loop too.
    @Test func stateFollows() throws {
        var model = try classifier()
        let x = try clusters(30).x
        let objective = Objective { networks, inputs in networks[0](inputs[0]).square().mean() }
        let before = model["batch_normalization/moving_mean"]
        try model.apply(try objective.gradient(of: [model], at: [x]).gradients[0])
        #expect(model["batch_normalization/moving_mean"] != before)
    }
}
