import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

extension BadCalls {
    /// Something done with a compiled classifier of two features and three classes.
    mutating func model(_ name: String, _ body: @escaping @Sendable (inout Model) throws -> some Any) {
        self(name) {
            var model = try classifier()
            return try body(&model)
        }
    }

    /// A model that can't be made.
    fileprivate mutating func made(
        _ name: String, _ inputs: [[Int]], _ body: @escaping @Sendable ([Symbol]) -> Symbol
    ) {
        self(name) { try Model(inputs: inputs, body).plan(rows: 3) }
    }
}

private let making = BadCalls { call in
    call.made("a negative length", [[-1]]) { $0[0] }
    call.made("the largest lengths", [[.max, .max]]) { $0[0] }
    call.made("nine axes", [[Int](repeating: 1, count: 8)]) { $0[0] }
    call.made("no inputs", []) { _ in Builder().constant(Tensor(1)) }
    call.made("a scalar", [[2]]) { $0[0].sum() }
    call.made("no batch", [[2]]) { $0[0].mean(axes: [0]) }
    call.made("a constant", [[2]]) { $0[0].builder.constant(Tensor.ones([1, 2])) }
    call("no outputs") { try Model(inputs: [[2]]) { _ in [Symbol]() }.plan() }
    call("other dtypes") { try Model(inputs: [[2]], dtypes: []) { $0[0] }.plan() }
    call("deeper than can be") {
        var layer: any Layer = Dense(1)
        for _ in 0..<70 { layer = Sequential([layer]) }
        return try Model(Sequential([layer]), input: [1]).plan()
    }
    call("results beyond memory") { try Model(UpSampling2D(1024), input: [64, 64, 1 << 10]).plan(rows: 64) }
    call("what isn't a model is compiled") {
        var model = Model(Dense(0), input: [1])
        try model.compile(loss: .meanSquaredError)
    }
    for (name, use) in uses {
        call(name) {
            var model = Model(Dense(0), input: [1])
            try use(&model)
        }
    }
}

/// What is done with a model that can't be.
private let uses: [(String, @Sendable (inout Model) throws -> Void)] = [
    ("it predicts", { _ = try $0.predict(Tensor.zeros([1, 1])) }),
    ("it predicts a dataset", { _ = try $0.predict(Dataset(Tensor.zeros([1, 1]))) }),
    ("it is judged", { _ = try $0.evaluate(Tensor.zeros([1, 1]), Tensor.zeros([1, 1])) }),
    ("it is planned", { _ = try $0.plan() }),
    ("it is timed", { _ = try $0.profile(Tensor.zeros([1, 1])) }),
    ("it is traced", { _ = try $0.trace(Tensor.zeros([1, 1])) }),
    ("it is saved", { try $0.save(to: "/nowhere/model.safetensors") }),
    ("it is frozen", { try $0.freeze("dense") }),
    ("its layers are frozen", { try $0.freeze(layers: 0..<1) }),
    ("it is set", { try $0.set("dense/kernel", to: Tensor(1)) }),
    ("its rate is set", { try $0.setLearningRate(0.1) }),
    ("it takes a step", { _ = try Objective { n, x in n[0](x[0]).mean() }.gradient(of: [$0], at: [Tensor(1)]) }),
]

private let using = BadCalls { call in
    call.model("no batch axis") { try $0.predict(Tensor(1)) }
    call.model("other features") { try $0.predict(Tensor.zeros([1, 3])) }
    call.model("no inputs") { try $0.predict(inputs: []) }
    call.model("batches of nothing") { try $0.predict(Tensor.zeros([4, 2]), batchSize: 0) }
    call.model("the smallest batches") { try $0.predict(Tensor.zeros([4, 2]), batchSize: .min) }
    call.model("a dataset of other features") { try $0.predict(Dataset(Tensor.zeros([1, 3]))) }
    call.model("an empty dataset") { try $0.predict(Dataset { _ in { nil } }) }
    call.model("judged in batches of nothing") { try $0.evaluate(clusters(6).x, clusters(6).y, batchSize: 0) }
    call.model("judged on nothing") { try $0.evaluate(Tensor.zeros([0, 2]), Tensor([Int32]())) }
    call.model("judged on other lengths") { try $0.evaluate(clusters(6).x, Tensor([Int32(1)])) }
    call.model("judged on no labels") { try $0.evaluate(inputs: [clusters(6).x], targets: []) }
    call.model("judged on a scalar label") { try $0.evaluate(clusters(6).x, Tensor(1)) }
    call.model("weights of two axes") {
        try $0.evaluate(clusters(6).x, clusters(6).y, sampleWeight: Tensor.ones([6, 1]))
    }
    call.model("a plan of no rows") { try $0.plan(rows: 0) }
    call.model("a plan of all rows") { try $0.plan(rows: .max) }
    call.model("a plan of all rows in training") { try $0.plan(rows: .max, training: true) }
    call.model("a plan beyond memory") { try $0.plan(rows: 1 << 40) }
    call.model("timed never") { try $0.profile(Tensor.zeros([1, 2]), repetitions: 0) }
    call.model("timed for ever") { try $0.profile(Tensor.zeros([1, 2]), repetitions: .max) }
    call.model("a step timed never") { try $0.profileTraining(clusters(6).x, clusters(6).y, repetitions: 0) }
    call.model("a step timed on nothing") { try $0.profileTraining(Tensor.zeros([0, 2]), Tensor.zeros([0])) }
    call.model("timed on nothing") { try $0.profile() }
    call.model("timed on no rows") { try $0.profile(Tensor.zeros([0, 2])) }
    call.model("traced on a scalar") { try $0.trace(Tensor(1)) }
    call.model("an unknown layer") { try $0.freeze("nowhere") }
    call.model("an empty layer") { try $0.unfreeze("") }
    call.model("layers beyond the last") { try $0.freeze(layers: 0..<99) }
    call.model("negative layers") { try $0.freeze(layers: -1..<0) }
    call.model("more layers than there are") { try $0.freeze("dense", exceptLast: .max) }
    call.model("an unknown parameter") { try $0.set("", to: Tensor(1)) }
    call.model("a parameter of other shape") { try $0.set("dense/kernel", to: Tensor(1)) }
    call.model("another model's parameters") { try $0.copyParameters(from: Model(Dense(1), input: [1])) }
    call.model("a folder that isn't there") { try $0.save(to: "/nowhere/model.safetensors") }
    call.model("an empty path") { try $0.save(to: "") }
    call("a file that isn't there") { try Model(safetensors: "/nowhere/model.safetensors") }
    call("a folder instead of a file") { try Model(safetensors: "/") }
    call.model("a reserved note") {
        $0.metadata["martlet.graph"] = "mine"
        return try $0.save(to: "/tmp/martlet-never-written.safetensors")
    }
}

/// Whatever a model is asked for, it answers with an error that says what was wrong.
@Suite struct BadArgumentsTests {
    @Test(arguments: making.all) func makingThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: using.all) func usingThrows(_ call: BadCall) { #expect(call.problem == nil) }

    /// What is extreme and has an answer.
    @Test func extremesAreAnswered() throws {
        var model = try classifier()
        let (x, y) = try clusters(6)
        try model.fit(x, y, batchSize: .max)
        #expect(try model.evaluate(x, y, batchSize: .max)["loss"]?.isFinite == true)
        #expect(try model.predict(x, batchSize: .max).shape == [6, 3])
        #expect(try model.predict(Tensor.zeros([0, 2])).shape == [0, 3])
        #expect(try model.fit(x, y, epochs: 0).epochs.isEmpty)
        #expect(try model.fit(x, y, epochs: 1, initialEpoch: .max).epochs.isEmpty)
        #expect(try model.fit(Dataset(rows: .max) { try Dataset(x, y).pull(epoch: $0) }).epochs == [0])
        #expect(
            try model.fit(Dataset(rows: -5) { try Dataset(x, y).pull(epoch: $0) }.shuffled(buffer: 9)).epochs == [0])
        #expect(model["nothing"] == nil)
        let same = Model(Sequential([]), input: [2])
        #expect(try same.predict(x) == x)
        let twice = Model(inputs: [[2]]) { [$0[0], $0[0]] }
        #expect(try twice.predict(inputs: [x]) == [x, x])
        var still = Model(Sequential([Flatten()]), input: [2])
        try still.compile(loss: .meanSquaredError)
        #expect(try still.fit(x, x)["loss"] == [0])
    }
}
