import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// What frozen layers in front make of the rows is computed once.
@Suite struct FrontTests {
    private func model(_ extra: some Layer = Dropout(0)) -> Model {
        Model(
            Sequential {
                Sequential(name: "base") {
                    Dense(16, activation: .relu, name: "first")
                    BatchNormalization(name: "norm")
                    Dense(8, activation: .tanh, name: "second")
                }
                extra
                Dense(3, name: "head")
            }, input: [4], seed: 3)
    }

    /// The nodes at which the front ends, as the model's layers name them.
    private func front(_ model: Model) -> [String] {
        let updated = Set(model.graph.updates.map(\.parameter).filter { !model.isFrozen($0) })
        return model.graph.front(
            isFixed: { model.layout[$0.name]!.isFrozen && !updated.contains($0.name) }, isFrozen: model.isFrozen
        ).map { "\(model.graph.nodes[$0.node].operation.name) \(model.graph.nodes[$0.node].path)" }
    }

    @Test func theFrontEndsWhereTrainingBegins() throws {
        var model = model()
        #expect(front(model) == ["Placeholder "])
        try model.freeze("base/first")
        #expect(front(model) == ["Relu base/first"])  // the batch's mean is no row's
        try model.freeze("base/norm")
        #expect(front(model).allSatisfy { $0.hasSuffix("base/norm") })
        try model.freeze("base")
        #expect(front(model) == ["Tanh base/second"])
        try model.unfreezeAll()
        try model.freeze("base", exceptLast: 1)
        #expect(front(model).allSatisfy { $0.hasSuffix("base/norm") })
        #expect(throws: ModelError.self) { try model.freeze("base", exceptLast: 4) }
    }

    @Test func nothingRandomIsInFront() throws {
        var model = Model(
            Sequential {
                GaussianNoise(0.1)
                Dense(8, name: "first")
                Dense(3, name: "head")
            }, input: [4])
        try model.freeze("first")
        #expect(front(model) == ["Placeholder "])
    }

    /// Datasets are streamed, so that each step computes the whole; arrays go through the front once.
    @Test func trainingIsTheSame() throws {
        var random = RandomGenerator(seed: 1)
        let x = try random.normal([70, 4])
        let y = Tensor((0..<70).map { Int32($0 % 3) })
        var arrays = model(Dropout(0.5))
        try arrays.freeze("base")
        try arrays.compile(
            optimizer: .adam(learningRate: 1e-2), loss: .sparseCategoricalCrossentropy(fromLogits: true),
            metrics: [.accuracy])
        var streamed = arrays
        let logs = try arrays.fit(x, y, epochs: 3, batchSize: 16, validationData: (x, y), shuffle: false)
        let others = try streamed.fit(
            Dataset(x, y).batched(16), epochs: 3, validationData: Dataset(x, y).batched(16))
        for parameter in arrays.parameters {
            #expect(
                try arrays[parameter.name]!.isClose(to: streamed[parameter.name]!, relative: 1e-5), "\(parameter.name)")
        }
        for (a, b) in zip(logs.logs, others.logs) {
            for (name, value) in a { #expect(abs(value - b[name]!) <= 1e-5 * max(1, abs(value)), "\(name)") }
        }
        #expect(try abs(arrays.evaluate(x, y)["loss"]! - logs.logs.last!["val_loss"]!) < 1e-6)
    }
}
