import Martlet
import Testing

// snippet: layer
/// A highway layer (Srivastava et al. 2015): a gate says how much of what comes in is changed, element by element.
///
/// - Shape: `[batch, …, n] → [batch, …, n]`
struct Highway: Layer {
    var activation: Activation = .relu
    var name: String?

    func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let width = x.shape[x.rank - 1]
        let gate = Dense(width, activation: .sigmoid, biasInitializer: .constant(-1), name: "gate")(x)
        let change = activation(x.matmul(scope.parameter("kernel", [width, width])))
        return gate * change + (1 - gate) * x
    }
}
// end

extension Stories {
    @Test func aModelIsAFunctionOfSymbols() throws {
        var random = RandomGenerator(seed: 1)
        let (left, right) = (try random.normal([2_000, 8]), try random.normal([2_000, 8]))
        let isGreater = try (left.sum(axis: 1) .> right.sum(axis: 1)).cast(to: .float32)
        // snippet: functional
        var model = Model(inputs: [[8], [8]]) { x in
            let tower = Dense(16, activation: .relu, name: "tower")  // one layer, called twice
            let pair = Concatenate()(tower(x[0]), tower(x[1]))
            return Dense(1, activation: .sigmoid)(pair)
        }
        try model.compile(optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy(), metrics: [.accuracy])
        try model.fit(inputs: [left, right], targets: [isGreater], epochs: 10)
        print(model.summary)
        // end
        #expect(model.parameters.map(\.name) == ["tower/kernel", "tower/bias", "dense/kernel", "dense/bias"])
        let logs = try model.evaluate(inputs: [left, right], targets: [isGreater])
        #expect(try #require(logs["accuracy"]) > 0.9)
    }

    @Test func aModelOfKeras() throws {
        let (_, test) = try digits()
        var model = try digitsModel()
        // snippet: keras
        try model.save(keras: temporary("digits.keras"))  // what load_model of Keras reads
        let same = try Model(keras: temporary("digits.keras"))
        try model.saveWeights(keras: temporary("digits.weights.h5"))
        try model.loadWeights(keras: temporary("digits.weights.h5"))
        // end
        #expect(try same.predict(test.features) == model.predict(test.features))
    }

    @Test func aLayerOfYourOwn() throws {
        let (train, test) = try digits()
        var model = Model(
            Sequential {
                Rescaling(1.0 / 16)
                Highway()
                Highway(activation: .tanh)
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 15)
        #expect(model["highway_1/gate/kernel"]?.shape == [64, 64])
        #expect(try #require(model.evaluate(test.features, test.labels)["accuracy"]) > 0.9)
    }

    @Test func aLossOfYourOwn() throws {
        var random = RandomGenerator(seed: 2)
        let x = try random.uniform([2_000, 1])
        let y = try random.uniform([2_000, 1])
        var model = Model(Dense(1), input: [1])
        // snippet: loss
        /// Ninety of a hundred targets are to lie below the prediction.
        let quantile = Loss.custom("quantile") { target, prediction in
            let error = target - prediction
            return (0.9 * error).maximum(-0.1 * error).mean(axes: [-1])
        }
        try model.compile(optimizer: .adam(learningRate: 0.01), loss: quantile)
        // end
        try model.fit(x, y, epochs: 40)
        let below = try (y .< model.predict(x)).cast(to: .float32).mean().scalar(as: Float.self)
        #expect(abs(below - 0.9) < 0.03)
    }

    @Test func frozenLayersStayAsTheyAre() throws {
        let train = try digits().train
        var model = try digitsModel()
        let before = model
        // snippet: freezing
        try model.freeze("dense")  // or model.freeze(layers: 0..<2), as they stand in the summary
        try model.fit(train.features, train.labels, epochs: 1)
        try model.unfreezeAll()
        // end
        #expect(model["dense/kernel"] == before["dense/kernel"])
        #expect(model["dense_1/kernel"] != before["dense_1/kernel"])
        try model.fit(train.features, train.labels, epochs: 1)
        #expect(model["dense/kernel"] != before["dense/kernel"])
    }

    @Test func aLoopByHandOverTwoModels() throws {
        // A walk over five states in a circle, each step worth 1: with a discount of one half every state is worth 2.
        let state = Tensor.eye(5)
        let next = try state.take([1, 2, 3, 4, 0])
        let reward = Tensor.ones([5, 1])
        var online = Model(Dense(1), input: [5])
        // snippet: objective
        let objective = Objective { networks, x in
            let (online, target) = (networks[0], networks[1])
            let goal = x[1] + 0.5 * target(x[2], training: false).stopGradient()
            return (online(x[0]) - goal).square().mean()
        }
        try online.compile(optimizer: .adam(learningRate: 0.05), loss: .meanSquaredError)
        var target = online  // a true copy: what happens to one doesn't happen to the other
        for step in 0..<600 {
            let (_, gradients) = try objective.gradient(of: [online, target], at: [state, reward, next])
            try online.apply(gradients[0].clipped(toNorm: 1))
            if step % 50 == 49 { try target.copyParameters(from: online) }
        }
        // end
        let values = try online.predict(state).array(of: Float.self)
        #expect(values.allSatisfy { abs($0 - 2) < 0.05 }, "\(values)")
    }

    @Test func whatHappenedCanBeSeen() throws {
        let (train, test) = try digits()
        let model = try digitsModel()
        let image = try test.features[0..<1]
        // snippet: debugging
        print(model.graph)  // what was said
        print(try model.plan(rows: 1))  // what runs when one row is predicted
        print(try model.plan(rows: 32, training: true))  // what runs in a step of training
        print(try model.profile(image))  // how long each kernel takes
        print(try model.trace(image)["dense"]!)  // what came out of a layer
        // end
        #expect(try model.trace(image)["dense_1"] == model.predict(image))

        // snippet: mistakes
        do {
            _ = try model.predict(train.features[.all, 0..<10])
        } catch {
            print(error)  // the input must be float32[?, 64] and is float32[1437, 10]
        }
        // end
        do {
            _ = try model.predict(train.features[.all, 0..<10])
            Issue.record("ten features are too few")
        } catch {
            #expect("\(error)" == "the input must be float32[?, 64] and is float32[1437, 10]")
        }
    }

    @Test func tensorsAreNumbersNow() throws {
        // snippet: tensors
        let x = try Tensor([[1, 2, 3], [4, 5, 9]] as [[Float]])
        let scaled = try (x - x.mean(axis: 0)) / x.standardDeviation(axis: 0)
        try print(scaled[1], scaled[.all, 1...].shape)  // [1. 1. 1.] [2, 2]
        // end
        #expect(try scaled[1].description == "[1. 1. 1.]" && scaled[.all, 1...].shape == [2, 2])
    }
}
