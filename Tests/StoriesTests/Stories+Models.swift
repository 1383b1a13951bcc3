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
        let width = x.shape[-1]
        let gate = Dense(width, activation: .sigmoid, biasInitializer: .constant(-1), name: "gate")(x)
        let change = activation(x.matmul(scope.parameter("kernel", [width, width])))
        return gate * change + (1 - gate) * x
    }
}
// end

// snippet: initializers
struct Scale: Layer {
    func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let n = x.shape[-1]
        let scale = scope.parameter("scale", [n], .ones)
        let shift = scope.parameter("shift", [n], .randomNormal(standardDeviation: 0.01), regularizer: .l2(1e-4))
        return x * scale + shift
    }
}
// end

extension Stories {
    @Test func parametersBeginAsTheirInitializersSay() throws {
        let model = Model(Sequential { Scale() }, input: [3])
        #expect(model["scale/scale"] == Tensor.ones([3]))
        #expect(try #require(model["scale/shift"]).abs().max().scalar(as: Float.self) < 0.1)
    }

    @Test func aModelIsAFunctionOfSymbols() throws {
        var random = RandomGenerator(seed: 1)
        let (left, right) = (try random.normal([2_000, 8]), try random.normal([2_000, 8]))
        let isGreater = try (left.sum(axis: 1) .> right.sum(axis: 1)).cast(to: .float32)
        // snippet: functional
        var model = Model(inputs: [[8], [8]]) { x in
            // one layer, called twice
            let tower = Dense(16, activation: .relu, name: "tower")
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

    @Test func aModelIsALayer() throws {
        let (train, test) = try digits()
        let isOdd = { (labels: Tensor) in try (labels % 2).cast(to: .float32) }
        var digits = try digitsModel()
        try digits.fit(train.features, train.labels, epochs: 10)
        // snippet: nested
        digits.name = "digits"
        var odd = Model(
            Sequential {
                digits  // with what it has learnt
                Dense(1, activation: .sigmoid)
            }, input: [64])
        try odd.freeze("digits")
        try odd.compile(optimizer: .adam(learningRate: 0.05), loss: .binaryCrossentropy, metrics: [.accuracy])
        try odd.fit(train.features, isOdd(train.labels), epochs: 10)
        print(odd)  // the summary
        // end
        #expect(odd["digits/dense/kernel"] == digits["dense/kernel"])
        #expect(try #require(odd.evaluate(test.features, isOdd(test.labels))["accuracy"]) > 0.9)
    }

    @Test func severalOutputsHaveNames() throws {
        let (train, test) = try digits()
        let isOdd = { (labels: Tensor) in try (labels % 2).cast(to: .float32) }
        // snippet: outputs
        var model = Model(inputs: [[64]]) { x in
            let hidden = Dense(64, activation: .relu)(x[0])
            return [
                Dense(10, activation: .softmax, name: "digit")(hidden),
                Dense(1, activation: .sigmoid, name: "odd")(hidden),
            ]
        }
        try model.compile(
            loss: ["digit": .sparseCategoricalCrossentropy, "odd": .binaryCrossentropy],
            lossWeights: ["odd": 0.5], metrics: ["digit": [.accuracy], "odd": [.f1]])
        let history = try model.fit(
            inputs: [train.features], targets: [train.labels, isOdd(train.labels)], epochs: 15)
        print(history["digit_loss"], history["odd_f1_score"])
        // end
        let logs = try model.evaluate(inputs: [test.features], targets: [test.labels, isOdd(test.labels)])
        #expect(try #require(logs["digit_accuracy"]) > 0.9 && logs["odd_f1_score"]! > 0.9)
    }

    @Test func metricsAreOfTheEpoch() throws {
        let (train, test) = try digits()
        var model = try digitsModel()
        // snippet: metrics
        /// How sure the network is: the mean of the largest probability, right or wrong.
        let certainty = Metric.custom("certainty") { _, prediction in
            let largest = prediction.max(axis: 1)
            return [largest.sum(), (largest * 0 + 1).sum()].stacked()
        } result: { totals in
            totals[0] / totals[1]
        }
        try model.compile(
            loss: .sparseCategoricalCrossentropy,
            metrics: [.accuracy, .f1(average: .macro), .balancedAccuracy, certainty])
        try model.fit(x: train.features, y: train.labels, epochs: 20)
        print(try model.evaluate(test.features, test.labels)["certainty"]!)
        print(try confusionMatrix(test.labels, model.predict(test.features)))
        // end
        let logs = try model.evaluate(test.features, test.labels)
        #expect(logs["certainty"]! > 0.8 && logs["certainty"]! < 1)
        #expect(logs["f1_score"]! > 0.9 && logs["balanced_accuracy"]! > 0.9)
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
        // or model.freeze(layers: 0..<2), as they stand in the summary
        try model.freeze("dense")
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
        var target = online  // a copy: training one leaves the other
        for step in 0..<600 {
            let (_, gradients) = try objective.gradient(of: [online, target], at: [state, reward, next])
            try online.apply(gradients[0].clipped(toNorm: 1))
            if step % 50 == 49 { try target.copyParameters(from: online) }
        }
        // end
        let values = try online.predict(state).array(of: Float.self)
        #expect(values.allSatisfy { abs($0 - 2) < 0.05 }, "\(values)")
    }

    @Test func aModelDrawsItself() throws {
        // snippet: diagram
        let model = Model(inputs: [[32]]) { x in
            let y = Dense(32, activation: .relu)(x[0])
            return Dense(10, activation: .softmax)(Add()(x[0], Dense(32)(y)))
        }
        print(model.diagram)
        try AtomicFile.write(model.diagram(showParameters: true).svg, to: temporary("model.svg"))
        // end
        let drawn = """
            ○   input    (None, 32)
            ├─╮
            │ ● dense    Dense       (None, 32)
            │ ● dense_1  Dense       (None, 32)
            ├─╯
            ●   add      Add         (None, 32)
            ●   dense_2  Dense       (None, 10)
            """
        #expect(model.diagram.text == drawn)
    }

    @Test func whatHappenedCanBeSeen() throws {
        let (train, test) = try digits()
        let model = try digitsModel()
        let image = try test.features[0..<1]
        // snippet: debugging
        print(model.graph)  // the computation
        print(try model.plan(rows: 1))  // what a prediction runs
        print(try model.plan(rows: 32, training: true))  // what a step runs
        print(try model.profile(image))  // how long each kernel takes
        print(try model.trace(image)["dense"]!)  // a layer's output
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
