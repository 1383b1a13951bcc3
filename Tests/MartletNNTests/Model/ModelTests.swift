import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Three noisy clusters in the plane, `rows` points.
func clusters(_ rows: Int, seed: UInt64 = 5) throws -> (x: Tensor, y: Tensor) {
    var random = RandomGenerator(seed: seed)
    let centres: [(Double, Double)] = [(-2, 0), (2, 0), (0, 3)]
    let labels = (0..<rows).map { Int32($0 % 3) }
    let points = labels.map { [centres[Int($0)].0, centres[Int($0)].1] }
    let noise = try random.normal([rows, 2], standardDeviation: 0.5)
    return (try Tensor(points).cast(to: .float32) + noise, Tensor(labels))
}

func classifier(seed: UInt64 = 1, dropout: Double = 0) throws -> Model {
    var model = Model(
        Sequential {
            Dense(16, activation: .relu)
            BatchNormalization()
            Dropout(dropout)
            Dense(3, activation: .softmax)
        }, input: [2], seed: seed)
    try model.compile(
        optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
    return model
}

@Suite(.serialized) struct ModelTests {
    @Test func aClassifierLearns() throws {
        let data = try clusters(300)
        var model = try classifier()
        let history = try model.fit(data.x, data.y, epochs: 15, validationSplit: 0.2)
        #expect(history["loss"].last! < history["loss"].first! / 2)
        #expect(history["val_accuracy"].last! > 0.95)
        let test = try clusters(90, seed: 6)
        #expect(try model.evaluate(test.x, test.y)["accuracy"]! > 0.95)
        let probabilities = try model.predict(test.x)
        #expect(probabilities.shape == [90, 3])
        let sums = try probabilities.sum(axis: 1).array(of: Float.self)
        #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })
    }

    @Test func theSameSeedGivesTheSameBytesOnOneThreadAndTwo() throws {
        let data = try clusters(1300)
        func train(threads: Int) throws -> (result: Tensor, shared: Bool) {
            try onThreads(threads) {
                var model = Model(
                    Sequential {
                        Dense(256, activation: .relu)
                        BatchNormalization()
                        Dropout(0.3)
                        Dense(64, activation: .relu)
                        Dense(3, activation: .softmax)
                    }, input: [2], seed: 1)
                try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
                try model.fit(data.x, data.y, epochs: 2, batchSize: 512)
                return try model.predict(data.x)
            }
        }
        let (first, again, two) = (try train(threads: 1), try train(threads: 1), try train(threads: 2))
        #expect(first.result == again.result && first.result == two.result)
        #expect(!first.shared && two.shared)
    }

    @Test func aCopyIsATrueCopy() throws {
        let data = try clusters(60)
        var online = try classifier()
        let target = online
        let before = try target.predict(data.x)
        try online.fit(data.x, data.y, epochs: 2)
        #expect(try target.predict(data.x) == before)
        #expect(try online.predict(data.x) != before)
    }

    @Test func frozenLayersStayAsTheyAre() throws {
        let data = try clusters(60)
        var model = try classifier()
        try model.freeze("dense", "batch_normalization")
        let (kernel, mean) = (model["dense/kernel"], model["batch_normalization/moving_mean"])
        #expect(model.trainableCount == 16 * 3 + 3)
        try model.fit(data.x, data.y, epochs: 2)
        #expect(model["dense/kernel"] == kernel)
        #expect(model["batch_normalization/moving_mean"] == mean)
        try model.unfreezeAll()
        try model.fit(data.x, data.y, epochs: 1)
        #expect(model["dense/kernel"] != kernel)
        #expect(model["batch_normalization/moving_mean"] != mean)
    }

    /// Keras's rule, by hand, for one step: moving = 0.99 · moving + 0.01 · batch.
    @Test func movingAveragesFollowTheBatches() throws {
        let x = try clusters(30).x
        var model = Model(Sequential { BatchNormalization() }, input: [2])
        try model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
        try model.fit(x, x, batchSize: 30)
        let mean = try x.mean(axes: [0]).array(of: Double.self)
        let moving = model["batch_normalization/moving_mean"]!.array(of: Double.self)
        #expect(zip(moving, mean).allSatisfy { abs($0 - 0.01 * $1) < 1e-7 })
        let variance = try x.variance(axes: [0]).array(of: Double.self)
        let movingVariance = model["batch_normalization/moving_variance"]!.array(of: Double.self)
        #expect(zip(movingVariance, variance).allSatisfy { abs($0 - 0.99 - 0.01 * $1) < 1e-6 })
    }

    @Test func weightsOfRowsAndClassesCountInTheLoss() throws {
        let data = try clusters(90)
        // Rows that weigh nothing might as well not be there, but that the mean counts them.
        let weights = Tensor(data.y.array(of: Int.self).map { Float($0 == 2 ? 0 : 1) })
        func trained(_ change: (inout Model) throws -> Void) throws -> Tensor {
            var model = Model(Sequential { Dense(3, activation: .softmax) }, input: [2], seed: 3)
            try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy())
            try change(&model)
            return model["dense/kernel"]!
        }
        let byRow = try trained { try $0.fit(data.x, data.y, sampleWeight: weights) }
        let byClass = try trained { try $0.fit(data.x, data.y, classWeight: [2: 0]) }
        #expect(byRow == byClass)
        #expect(try trained { try $0.fit(data.x, data.y) } != byRow)
    }

    @Test func predictionsDoNotDependOnTheBatch() throws {
        let data = try clusters(300)
        let model = try classifier()
        let whole = try model.predict(data.x).array(of: Double.self)
        for size in [1, 7, 299] {
            let pieces = try model.predict(data.x, batchSize: size).array(of: Double.self)
            #expect(zip(whole, pieces).allSatisfy { abs($0 - $1) < 1e-6 })
        }
        #expect(try model.predict(Tensor.zeros([0, 2])).shape == [0, 3])
    }

    @Test func aStepOfTrainingIsTimedOnACopy() throws {
        let model = try classifier()
        let (x, y) = try clusters(8)
        let profile = try model.profileTraining(x, y, repetitions: 3)
        #expect(profile.entries.contains { $0.kernel.hasPrefix("gemm") && $0.path == "dense" && $0.gigaflops > 0 })
        #expect(profile.entries.last?.kernel == "Adam")
        #expect(try model.vector == classifier().vector)
    }

    @Test func summaryProfileAndTraceShowTheLayers() throws {
        let model = try classifier()
        #expect(model.summary.contains("batch_normalization (BatchNormalization)"))
        #expect(model.summary.contains("Total params: 163"))
        let x = try clusters(8).x
        #expect(try model.profile(x, repetitions: 3).description.contains("gemm"))
        #expect(try model.trace(x)["dense"]?.shape == [8, 16])
    }
}
