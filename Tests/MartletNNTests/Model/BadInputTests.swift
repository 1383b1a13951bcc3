import MartletGraph
import MartletNN
import MartletNumerics
import Testing

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
        #expect(message { try model.fit(data.x, labels) }.contains("label 3.0 at row 4 is not a class index 0…2"))
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
