import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// A layer that says something besides what it gives out.
private struct Saying: Layer {
    var body: @Sendable (Symbol, Scope) -> Void

    func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        _ = scope.parameter("weight", [2])
        body(x, scope)
        return x
    }
}

/// Whatever is wrong with the data is thrown, saying what and where.
@Suite struct BadInputTests {
    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "nothing was thrown"
        } catch { return "\(error)" }
    }

    @Test func shapesAndLengths() throws {
        var model = try classifier()
        let data = try clusters(9)
        #expect(
            message { try model.fit(Tensor.zeros([9, 5]), data.y) }.contains(
                "must be float32[?, 2] and is float32[9, 5]"))
        #expect(message { _ = try model.predict(Tensor.zeros([9])) }.contains("must be float32[?, 2]"))
        #expect(message { try model.fit(data.x, Tensor([Int32(0), 1])) }.contains("2 rows where the inputs have 9"))
        #expect(message { try model.fit(Tensor.zeros([0, 2]), Tensor([Int32]())) }.contains("holds no rows"))
        #expect(
            message { try model.fit(inputs: [data.x, data.x], targets: [data.y]) }.contains(
                "takes 1 inputs, and 2 were given"))
        #expect(
            message { try model.fit(data.x, data.y, sampleWeight: Tensor.ones([4])) }.contains("sampleWeight must be"))
    }

    @Test func labelsAndNumbers() throws {
        var model = try classifier()
        let data = try clusters(9)
        let labels = Tensor([Int32(0), 1, 2, 0, 3, 2, 0, 1, 2])
        #expect(message { try model.fit(data.x, labels) }.contains("label 3 at row 4 is not a class index 0…2"))
        #expect(
            message { try model.fit(data.x, Tensor([Float](repeating: 0.5, count: 9))) }.contains("label 0.5 at row 0"))
        var values = data.x.array(of: Float.self)
        values[7] = .nan
        let broken = try Tensor(values, shape: [9, 2])
        #expect(message { try model.fit(broken, data.y) }.contains("holds nan at row 3, column 1"))
        #expect(message { _ = try model.evaluate(broken, data.y) }.contains("row 3, column 1"))
        try model.fit(broken, data.y, allowNonFinite: true)
    }

    @Test func arguments() throws {
        var model = try classifier()
        let data = try clusters(9)
        #expect(message { try model.fit(data.x, data.y, batchSize: 0) }.contains("batchSize must be positive"))
        #expect(
            message { try model.fit(data.x, data.y, validationSplit: 1.5) }.contains("validationSplit must be in 0..<1")
        )
        #expect(message { try model.freeze("nowhere") }.contains("there is no layer 'nowhere'; the model has dense"))
        #expect(message { try model.set("dense/kernel", to: Tensor.zeros([3, 3])) }.contains("must be float32[2, 16]"))
        #expect(message { _ = try Loss(named: "nothing") }.contains("nothing"))
    }

    @Test func layersOfNothing() throws {
        let layers: [any MergeLayer] = [
            Add(), Subtract(), Multiply(), Average(), Maximum(), Minimum(), Concatenate(),
        ]
        for layer in layers {
            let called = Model(inputs: [[2]]) { x in x[0] + layer([]) }
            #expect(message { _ = try called.predict(Tensor.zeros([1, 2])) }.contains("at least one"))
            let said = Model(inputs: [[2]]) { x in layer.forward([], Scope(x[0].builder)) }
            #expect(message { _ = try said.predict(Tensor.zeros([1, 2])) } != "nothing was thrown")
        }
    }

    @Test func symbolsOfOtherModels() throws {
        nonisolated(unsafe) var kept: Symbol?
        _ = Model(inputs: [[2]]) { x in
            kept = x[0]
            return x[0]
        }
        let foreign = try #require(kept)
        let bodies: [(Symbol) -> Symbol] = [
            { $0 + foreign }, { foreign + $0 }, { _ in foreign }, { Dense(2)(foreign) + $0 }, { Add()($0, foreign) },
        ]
        for body in bodies {
            let model = Model(inputs: [[2]]) { x in body(x[0]) }
            #expect(message { _ = try model.predict(Tensor.zeros([1, 2])) }.contains("another trace"))
        }
    }

    @Test func modelsOfNothing() throws {
        let silent = Model(inputs: [[2]]) { _ in [] }
        #expect(message { _ = try silent.predict(Tensor.zeros([1, 2])) }.contains("has no output"))
        let short = Model(inputs: [[2], [2]], dtypes: [.float32]) { x in x[0] + x[1] }
        let row = Tensor.zeros([1, 2])
        #expect(message { _ = try short.predict(inputs: [row, row]) }.contains("has 2 inputs and 1 dtypes"))
    }

    @Test func whatLayersSayAside() throws {
        func refusal(_ body: @escaping @Sendable (Symbol, Scope) -> Void) -> String {
            let model = Model(Saying(body: body), input: [2])
            return message { _ = try model.predict(Tensor.zeros([1, 2])) }
        }
        #expect(refusal { x, scope in scope.addLoss(x) }.contains("float32 scalar"))
        #expect(refusal { x, scope in scope.update("missing", to: x) }.contains("is no state"))
        #expect(refusal { x, scope in scope.update("weight", to: x) }.contains("is no state"))
        #expect(
            refusal { x, scope in
                _ = scope.parameter("mean", [2], trainable: false)
                scope.update("mean", to: x)
            }.contains("is float32[2], not float32[?, 2]"))
    }

    @Test func modelsThatCannotBe() throws {
        var negative = Model(Sequential { Dense(-1) }, input: [2])
        #expect(message { try negative.compile(loss: .meanSquaredError) }.contains("dense"))
        var uncompiled = Model(Sequential { Dense(1) }, input: [2])
        #expect(message { try uncompiled.fit(Tensor.zeros([2, 2]), Tensor.zeros([2, 1])) }.contains("call compile"))
        let empty = Model(Sequential { Dense(1) }, input: [0])
        #expect(message { _ = try empty.predict(Tensor.zeros([1, 0])) }.contains("positive dimensions"))
        var wrong = Model(Sequential { Dense(1) }, input: [2])
        #expect(throws: (any Error).self) {
            try wrong.compile(loss: .categoricalCrossentropy(), metrics: [.topKCategoricalAccuracy(k: 0)])
        }
    }
}
