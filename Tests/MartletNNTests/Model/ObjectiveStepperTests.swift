import CMartletTestSupport
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

@Suite struct ObjectiveStepperTests {
    private func network(_ seed: UInt64) throws -> Model {
        var model = Model(
            Sequential {
                Dense(8, activation: .tanh)
                BatchNormalization()
                Dense(1)
            }, input: [3], seed: seed)
        try model.compile(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError)
        return model
    }

    private let objective = Objective { networks, x in
        (networks[0](x[0]) - networks[1](x[0]).stopGradient() - x[1]).square().mean()
    }

    /// Steps change the models as gradients that are taken and applied one by one do.
    @Test func stepsAreGradientsApplied() throws {
        var random = RandomGenerator(seed: 1)
        var models = [try network(1), try network(2)]
        var byHand = models
        var stepper = try objective.stepper(
            of: models, inputs: [TensorType([5, 3]), TensorType([5, 1])], training: 0)
        for step in 0..<4 {
            let (x, y) = (try random.normal([5, 3]), try random.normal([5, 1]))
            for (index, tensor) in [x, y].enumerated() {
                try tensor.withSpan(as: Float.self) { from in
                    try stepper.withInput(index, as: Float.self) { to in for i in from.indices { to[i] = from[i] } }
                }
            }
            let before = models[0]
            try stepper.step(&models)
            let (loss, gradients) = try objective.gradient(of: byHand, at: [x, y], step: step)
            try byHand[0].apply(gradients[0])
            #expect(stepper.loss == loss)
            #expect(before["dense/kernel"] != models[0]["dense/kernel"])  // a copy stays
        }
        for parameter in models[0].parameters {
            #expect(models[0][parameter.name] == byHand[0][parameter.name], "\(parameter.name)")
        }
        #expect(models[1]["dense/kernel"] == byHand[1]["dense/kernel"] && models[0].iteration == 4)
        let x = try random.normal([2, 3])
        #expect(try models[0].predict(x) == byHand[0].predict(x))
    }

    /// The online and the target network are two variables as well as two of an array.
    @Test func modelsNeedNotLiveInAnArray() throws {
        var models = [try network(1), try network(2)]
        var (online, target) = (models[0], models[1])
        let types = [TensorType([5, 3]), TensorType([5, 1])]
        var one = try objective.stepper(of: models, inputs: types, training: 0)
        var other = try objective.stepper(of: [online, target], inputs: types, training: 0)
        for step in 0..<6 {
            try one.step(&models)
            try other.step(&online, with: target)
            #expect(one.loss == other.loss)
            if step == 3 {
                let first = models[0]
                try models[1].copyParameters(from: first)
                try target.copyParameters(from: online)
            }
        }
        for parameter in online.parameters { #expect(online[parameter.name] == models[0][parameter.name]) }
        #expect(online.iteration == 6)
        var untrained = try objective.stepper(of: models, inputs: types)
        #expect(throws: ModelError.self) { try untrained.step(&online, with: target) }
    }

    /// A target network that is set to the online one, or a model compiled anew, is taken up.
    @Test func otherModelsAreTakenUp() throws {
        let types = [TensorType([5, 3]), TensorType([5, 1])]
        var (online, target) = (try network(1), try network(2))
        var (copied, source) = (online, target)
        var stepper = try objective.stepper(of: [online, target], inputs: types, training: 0)
        var other = try objective.stepper(of: [copied, source], inputs: types, training: 0)
        for step in 0..<9 {
            if step == 3 {
                target = online
                let values = copied
                try source.copyParameters(from: values)
            }
            if step == 6 {
                try online.compile(optimizer: .sgd(learningRate: 0.5), loss: .meanSquaredError)
                try copied.compile(optimizer: .sgd(learningRate: 0.5), loss: .meanSquaredError)
                other = try objective.stepper(of: [copied, source], inputs: types, training: 0)
            }
            for index in 0..<2 {
                try stepper.withInput(index, as: Float.self) { for i in $0.indices { $0[i] = Float(i + step) } }
                try other.withInput(index, as: Float.self) { for i in $0.indices { $0[i] = Float(i + step) } }
            }
            try stepper.step(&online, with: target)
            try other.step(&copied, with: source)
            #expect(stepper.loss == other.loss)
        }
        for parameter in online.parameters { #expect(online[parameter.name] == copied[parameter.name]) }
        #expect(online.iteration == 3)
    }

    @Test func lossesAreCalledOnSymbols() throws {
        let objective = Objective { networks, x in Loss.huber(delta: 2)(x[1], networks[0](x[0])) }
        let (x, y) = (Tensor.ones([4, 3]), Tensor.zeros([4, 1]))
        var model = try network(1)
        try model.compile(optimizer: .sgd(), loss: .huber(delta: 2))
        var trained = model
        let history = try trained.fit(x, y, batchSize: 4)
        #expect(abs(Double(try objective.gradient(of: [model], at: [x, y]).loss) - history["loss"][0]) < 1e-6)
    }

    @Test func resultsWithoutTrainingNeedNoScalar() throws {
        let models = [try network(1)]
        var stepper = try Objective { networks, x in networks[0](x[0], training: false) }
            .stepper(of: models, inputs: [TensorType([2, 3])])
        try stepper.run(models)
        let result = try stepper.withResult(0, as: Float.self) { [$0[0], $0[1]] }
        #expect(try models[0].predict(Tensor.zeros([2, 3])).array(of: Float.self) == result)
    }

    @Test(.enabled(if: mk_counts_allocations(), "a sanitizer's allocator counts nothing"))
    func stepsAllocateNothing() throws {
        var models = [try network(1), try network(2)]
        var stepper = try objective.stepper(
            of: models, inputs: [TensorType([5, 3]), TensorType([5, 1])], training: 0)
        try stepper.step(&models)
        let before = mk_allocation_count()
        for _ in 0..<50 { try stepper.step(&models) }
        #expect(mk_allocation_count() == before)
        let online = models[0]
        try models[1].copyParameters(from: online)
        let copied = mk_allocation_count()
        try models[1].copyParameters(from: online)
        try models[1].copyParameters(from: online, tau: 0.1)
        #expect(mk_allocation_count() == copied)
    }

    @Test func mistakesAreThrown() throws {
        let types = [TensorType([5, 3]), TensorType([5, 1])]
        var models = [try network(1), try network(2)]
        #expect(throws: ModelError.self) {
            _ = try objective.stepper(of: models, inputs: [TensorType([-1, 3])], training: 0)
        }
        #expect(throws: ModelError.self) { _ = try objective.stepper(of: models, inputs: types, training: 2) }
        #expect(throws: GraphError.self) {
            _ = try objective.stepper(of: models, inputs: [types[1], types[1]], training: 0)
        }
        let bare = [Model(Dense(1), input: [3]), models[1]]
        #expect(throws: ModelError.self) { _ = try objective.stepper(of: bare, inputs: types, training: 0) }
        var stepper = try objective.stepper(of: models, inputs: types, training: 0)
        #expect(throws: ModelError.self) { try stepper.withInput(2, as: Float.self) { _ in } }
        #expect(throws: ModelError.self) { try stepper.withInput(0, as: Int32.self) { _ in } }
        #expect(throws: ModelError.self) { try stepper.withResult(1, as: Float.self) { _ in } }
        #expect(throws: ModelError.self) { try stepper.run(models) }
        var others = [models[0]]
        #expect(throws: ModelError.self) { try stepper.step(&others) }
        others = [models[0], Model(Dense(1), input: [4])]  // doesn't take the input
        #expect(throws: (any Error).self) { try stepper.step(&others) }
        others = [Model(Dense(1), input: [3]), models[1]]
        #expect(throws: ModelError.notCompiled) { try stepper.step(&others) }
        try stepper.step(&models)
        var still = try objective.stepper(of: models, inputs: types)
        #expect(throws: ModelError.self) { try still.step(&models) }
    }
}

extension ObjectiveStepperTests {
    /// Two calls of one network drop different elements.
    @Test func eachCallDrawsAnew() throws {
        let models = [Model(Dropout(0.5), input: [64])]
        var stepper = try Objective(results: { networks, x in [networks[0](x[0] + 1), networks[0](x[0] + 1)] })
            .stepper(of: models, inputs: [TensorType([1, 64])])
        try stepper.run(models)
        let results = try (0..<2).map {
            try stepper.withResult($0, as: Float.self) { span in (0..<64).map { span[$0] } }
        }
        #expect(results[0] != results[1])
        try stepper.run(models, draw: 1)
        #expect(try stepper.withResult(0, as: Float.self) { span in (0..<64).map { span[$0] } } != results[0])
    }
}
