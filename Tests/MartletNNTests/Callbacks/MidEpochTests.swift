import CMartletTestSupport
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// What callbacks do to the model in mid-epoch holds from the next step on.
@Suite struct MidEpochTests {
    private struct Stop: Error {}

    /// 96 rows, of which 32 come before the change.
    private static func data() throws -> (x: Tensor, y: Tensor) {
        var random = RandomGenerator(seed: 5)
        return (try random.normal([96, 6]), Tensor((0..<96).map { Int32($0 % 3) }))
    }

    private static func model(seed: UInt64 = 3, units: Int = 40, dropout: Double = 0.25) throws -> Model {
        var model = Model(
            Sequential {
                Dense(units, activation: .relu, name: "first")
                BatchNormalization(name: "norm")
                Dropout(dropout)
                Dense(3, name: "head")
            }, input: [6], seed: seed)
        model.isBatchInvariant = true  // of frozen layers in front, all rows that are left are computed together
        try compile(&model)
        return model
    }

    private static func compile(
        _ model: inout Model, _ optimizer: any Optimizer = .adam(learningRate: 0.01), metrics: [Metric] = [.accuracy]
    ) throws {
        try model.compile(
            optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: metrics)
    }

    /// A callback that acts after the second batch.
    private static func after(_ act: @escaping (inout Model) throws -> Void) -> LambdaCallback {
        LambdaCallback(onTrainBatchEnd: { batch, _, training in if batch == 1 { try act(&training.model) } })
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var act: @Sendable (inout Model) throws -> Void

        init(_ name: String, _ act: @escaping @Sendable (inout Model) throws -> Void) {
            (testDescription, self.act) = (name, act)
        }
    }

    static let changes = [
        Change("freeze") { try $0.freeze("first") },
        Change("freeze the normalisation") { try $0.freeze("norm") },
        Change("freeze the last") { try $0.freeze("head") },
        Change("freeze and unfreeze") {
            try $0.freeze("first")
            try $0.unfreezeAll()
        },
        Change("another rate") { try $0.setLearningRate(0.5) },
        Change("a schedule") { try $0.setLearningRate(.exponentialDecay(0.1, decaySteps: 2, decayRate: 0.5)) },
        Change("another optimizer") { try compile(&$0, .sgd(learningRate: 0.1, momentum: 0.9)) },
        Change("another optimizer with as many slots") { try compile(&$0, .rmsprop(centered: true)) },
        Change("other metrics") { try compile(&$0, metrics: []) },
        Change("a parameter") { try $0.set("head/kernel", to: .ones([40, 3])) },
        Change("state") { try $0.set("norm/moving_mean", to: .ones([40])) },
        Change("another model") { $0 = try model(seed: 8) },
        Change("a larger model") { $0 = try model(seed: 8, units: 200) },
        Change("precision") { $0.precision = .bfloat16 },
        Change("memory") { $0.savesMemory = true },
        Change("training within") { try $0.fit(data().x, data().y, epochs: 1, shuffle: false) },
    ]

    /// Training that is changed in the midst equals training before, the change, and training after, bit for bit.
    @Test(arguments: changes, [false, true]) func changesHoldFromTheNextStepOn(change: Change, isDataset: Bool) throws {
        let (x, y) = try Self.data()
        func fit(_ model: inout Model, _ rows: Range<Int>, _ callbacks: [any Callback]) throws {
            let (x, y) = (try x[rows], try y[rows])
            if isDataset {
                try model.fit(Dataset(x, y).batched(16), callbacks: callbacks)
            } else {
                try model.fit(x, y, batchSize: 16, shuffle: false, callbacks: callbacks)
            }
        }
        var watched = try Self.model()
        try fit(&watched, 0..<96, [Self.after(change.act)])
        var straight = try Self.model()
        try fit(&straight, 0..<32, [])
        try change.act(&straight)
        try fit(&straight, 32..<96, [])
        #expect(watched.iteration == straight.iteration && watched.frozen == straight.frozen)
        #expect(watched.parameters.map(\.name) == straight.parameters.map(\.name))
        for parameter in straight.parameters {
            #expect(watched[parameter.name] == straight[parameter.name], "\(parameter.name)")
        }
    }

    /// A copy that a callback keeps stays as it was, and so do the numbers of training.
    @Test func copiesStayAsTheyWere() throws {
        let (x, y) = try Self.data()
        var kept: [Model] = []
        var (watched, alone) = (try Self.model(), try Self.model())
        try watched.fit(
            x, y, epochs: 2, batchSize: 16,
            callbacks: [LambdaCallback(onTrainBatchEnd: { _, _, training in kept.append(training.model) })])
        try alone.fit(x, y, epochs: 2, batchSize: 16)
        #expect(watched["first/kernel"] == alone["first/kernel"])
        #expect(Set(kept.map { $0["first/kernel"]!.array(of: Float.self) }).count == 12)
        #expect(kept.map(\.iteration) == Array(1...12))
    }

    /// What frozen layers in front make of the rows is computed anew.
    @Test(arguments: [false, true]) func theFrozenFrontMayChange(isDataset: Bool) throws {
        let (x, y) = try Self.data()
        for (name, act) in [
            ("unfreeze", { try $0.unfreezeAll() }), ("set", { try $0.set("first/kernel", to: .ones([6, 40])) }),
            ("another model", { $0 = try Self.model(seed: 9, dropout: 0) }),
            ("train another layer", { try $0.set("head/bias", to: .ones([3])) }),
        ] as [(String, (inout Model) throws -> Void)] {
            let act = { (training: inout Training) in try act(&training.model) }
            let between = LambdaCallback(onEpochBegin: { epoch, training in if epoch == 1 { try act(&training) } })
            let within = LambdaCallback(onTrainBatchEnd: { batch, _, training in if batch == 2 { try act(&training) } })
            for callback in isDataset ? [between] : [between, within] {
                var kept = try Self.model(dropout: 0)  // dropping by row would follow the shuffled order
                try kept.freeze("first", "norm")
                var streamed = kept
                if isDataset {
                    // Rows of a kept front are shuffled, so that a batch is all of them.
                    try kept.fit(
                        Dataset(x, y).batched(96), epochs: 3, callbacks: [callback], cachesFrozenFront: true)
                    try streamed.fit(Dataset(x, y).batched(96), epochs: 3, callbacks: [callback])
                } else {
                    try kept.fit(x, y, epochs: 2, batchSize: 16, shuffle: false, callbacks: [callback])
                    try streamed.fit(Dataset(x, y).batched(16), epochs: 2, callbacks: [callback])
                }
                for parameter in streamed.parameters {
                    let (a, b) = (kept[parameter.name]!, streamed[parameter.name]!)
                    #expect(try a.isClose(to: b, relative: 1e-4, absolute: 1e-4), "\(name): \(parameter.name)")
                }
            }
        }
    }

    @Test func whatCannotBeKeptIsRefused() throws {
        let (x, y) = try Self.data()
        var model = try Self.model()
        try model.freeze("first", "norm")
        let error = try #require(throws: ModelError.self) {
            try model.fit(
                Dataset(x, y).batched(16), callbacks: [Self.after { try $0.unfreezeAll() }], cachesFrozenFront: true)
        }
        #expect(error.description.contains("cachesFrozenFront"))
    }

    @Test func dataThatNoLongerFitAreRefused() throws {
        let (x, y) = try Self.data()
        let refused: [(String, (inout Model) throws -> Void)] = [
            ("the target must be float32[96, 3]", { try $0.compile(loss: .categoricalCrossentropy()) }),
            (
                "the input must be float32[?, 7]",
                {
                    $0 = Model(Dense(3), input: [7])
                    try Self.compile(&$0)
                }
            ),
            (
                "label 2",
                {
                    $0 = Model(Dense(2), input: [6])
                    try Self.compile(&$0)
                }
            ), ("not compiled", { $0 = Model(Dense(3), input: [6]) }),
        ]
        for (message, act) in refused {
            for callback in [
                Self.after(act), LambdaCallback(onEpochBegin: { _, training in try act(&training.model) }),
            ] {
                var model = try Self.model()
                #expect(throws: ModelError.self, "\(message)") {
                    do {
                        try model.fit(x, y, batchSize: 16, callbacks: [callback])
                    } catch {
                        #expect("\(error)".contains(message))
                        throw error
                    }
                }
                model = try Self.model()
                #expect(throws: ModelError.self, "\(message)") {
                    try model.fit(Dataset(x, y).batched(16), callbacks: [callback])
                }
            }
        }
    }

    /// Watching batches makes their logs, and nothing of the size of the model.
    @Test(.enabled(if: mk_counts_allocations(), "a sanitizer's allocator counts nothing"))
    func watchingBatchesMakesNothingAnew() throws {
        let (x, y) = (Tensor.ones([640, 6]), Tensor((0..<640).map { Int32($0 % 3) }))
        func allocations(_ callbacks: [any Callback]) throws -> Int64 {
            var model = try Self.model()
            try model.fit(x, y, epochs: 1, batchSize: 16)
            let before = mk_allocation_count()
            try model.fit(x, y, epochs: 1, batchSize: 16, callbacks: callbacks)
            return mk_allocation_count() - before
        }
        let logs = { (_: Int, _: Logs, _: inout Training) in }
        let watching = try allocations([LambdaCallback(onTrainBatchEnd: logs)])
        let alone = try allocations([LambdaCallback()])
        // The dictionary of 40 batches' logs, and what it grows by.
        #expect(watching - alone <= 40 * 4)
        // One who doesn't watch is told of the first.
        final class Deaf: Callback {}
        #expect(try allocations([Deaf()]) - alone <= 2 * 4)
    }
}

extension MidEpochTests {
    /// The best weights are found again when other layers are frozen by then.
    @Test func bestWeightsAreRestoredWhateverIsFrozen() throws {
        let (x, y) = try Self.data()
        var model = try Self.model()
        var best: Model?
        let script = LambdaCallback(onEpochEnd: { epoch, _, training in
            training.log("score", Double(epoch == 1 ? 1 : 0))
            if epoch == 1 { best = training.model }
            if epoch == 2 { try training.model.freeze("first") }
        })
        let stopping = EarlyStopping(monitor: "score", patience: 9, mode: .max, restoreBestWeights: true)
        try model.fit(x, y, epochs: 4, callbacks: [script, stopping])
        for parameter in model.parameters { #expect(model[parameter.name] == best?[parameter.name]) }
        #expect(model.frozen == ["first"])
    }

    /// An objective's stepper follows the learning rate, and models that were frozen or compiled since.
    @Test func steppersFollowTheirModels() throws {
        var random = RandomGenerator(seed: 2)
        let x = try random.normal([8, 6])
        let objective = Objective { networks, x in networks[0](x[0]).square().mean() }
        func loop(_ models: inout [Model], steps: Int) throws {
            var stepper = try objective.stepper(of: models, inputs: [TensorType([8, 6])], training: 0)
            for step in 0..<steps {
                try x.withSpan(as: Float.self) { from in
                    try stepper.withInput(0, as: Float.self) { to in for i in from.indices { to[i] = from[i] } }
                }
                try stepper.step(&models)
                if step == 1 { try models[0].setLearningRate(0.3) }
            }
        }
        var (whole, parts) = ([try Self.model()], [try Self.model()])
        try loop(&whole, steps: 4)
        try loop(&parts, steps: 2)
        try loop(&parts, steps: 2)
        for parameter in whole[0].parameters { #expect(whole[0][parameter.name] == parts[0][parameter.name]) }

        var stepper = try objective.stepper(of: whole, inputs: [TensorType([8, 6])], training: 0)
        try whole[0].freeze("first")
        let before = whole[0]
        try stepper.step(&whole)
        for parameter in before.parameters where parameter.name.hasPrefix("first") {
            #expect(whole[0][parameter.name] == before[parameter.name])
        }
        #expect(whole[0]["head/bias"] != before["head/bias"])
        stepper = try objective.stepper(of: whole, inputs: [TensorType([8, 6])], training: 0)
        try Self.compile(&whole[0], .sgd(learningRate: 0))
        let compiled = whole[0]
        try stepper.step(&whole)
        #expect(whole[0]["head/bias"] == compiled["head/bias"])
    }
}
