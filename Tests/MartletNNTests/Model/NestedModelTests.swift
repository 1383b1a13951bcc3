import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models as layers of models.
@Suite struct NestedModelTests {
    /// With state, random numbers and a regularizer.
    private func base(seed: UInt64 = 3) -> Model {
        Model(
            Sequential {
                Dense(6, activation: .relu, kernelRegularizer: .l2(0.1))
                BatchNormalization()
                Dropout(0.5)
            }, input: [4], seed: seed)
    }

    @Test func weightsComeAlong() throws {
        let (x, y) = try Points.data()
        var base = try Points.compiled()
        try base.fit(x, y, epochs: 3)
        let model = Model(
            Sequential {
                base
                Dense(1)
            }, input: [4])
        #expect(
            model.parameters.filter(\.isTrainable).map(\.name) == [
                "model/dense/kernel", "model/dense/bias", "model/batch_normalization/gamma",
                "model/batch_normalization/beta", "model/dense_1/kernel", "model/dense_1/bias", "dense/kernel",
                "dense/bias",
            ])
        for parameter in base.parameters { #expect(model["model/\(parameter.name)"] == base[parameter.name]) }
        let whole = try model.predict(x)
        let byHand = try base.predict(x).matmul(model["dense/kernel"]!)
        #expect(try whole.isClose(to: byHand, absolute: 1e-6))
        #expect(model.layers.map(\.path).suffix(2) == ["model", "dense"])
        #expect(model.summary.contains("model/batch_normalization"))
    }

    /// A layer around a model is what the layers themselves would be: the same steps, state and losses.
    @Test func trainsAsItsLayersWould() throws {
        let (x, y) = try Points.data()
        var nested = Model(
            Sequential {
                Sequential(name: "base") {
                    Dense(6, activation: .relu, kernelRegularizer: .l2(0.1)); BatchNormalization()
                }
                Dense(3, activation: .softmax)
            }, input: [4])
        var base = Model(
            Sequential {
                Dense(6, activation: .relu, kernelRegularizer: .l2(0.1)); BatchNormalization()
            }, input: [4])
        for parameter in base.parameters { try base.set(parameter.name, to: nested["base/\(parameter.name)"]!) }
        base.name = "base"
        var model = Model(
            Sequential {
                base
                Dense(3, activation: .softmax)
            }, input: [4])
        for name in ["dense/kernel", "dense/bias"] { try model.set(name, to: nested[name]!) }
        for index in 0..<2 {
            var one = index == 0 ? nested : model
            try one.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy())
            try one.fit(x, y, epochs: 2)
            if index == 0 { nested = one } else { model = one }
        }
        #expect(model.parameters.map(\.name) == nested.parameters.map(\.name))
        for parameter in model.parameters {
            #expect(model[parameter.name] == nested[parameter.name], "\(parameter.name)")
        }
        #expect(try model.evaluate(x, y)["loss"] == nested.evaluate(x, y)["loss"])
    }

    @Test func nestsDeeply() throws {
        let inner = base()
        let middle = Model(
            Sequential {
                inner; Dense(5, name: "middle")
            }, input: [4])
        let outer = Model(
            Sequential {
                middle; Dense(2, name: "outer")
            }, input: [4])
        #expect(outer["model/model/dense/kernel"] == inner["dense/kernel"])
        #expect(outer["model/middle/kernel"] == middle["middle/kernel"])
        let x = try Points.data().x
        let byHand = try middle.predict(x).matmul(outer["outer/kernel"]!)
        #expect(try outer.predict(x).isClose(to: byHand, absolute: 1e-6))
    }

    @Test func isSavedAndReadBack() throws {
        let folder = TemporaryFolder()
        let (x, y) = try Points.data()
        var model = Model(
            Sequential {
                base(); Dense(3, activation: .softmax)
            }, input: [4])
        try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(x, y)
        try model.save(to: folder["nested.safetensors"])
        var restored = try Model(safetensors: folder["nested.safetensors"])
        #expect(try restored.predict(x) == model.predict(x))
        #expect(restored.layers == model.layers)
        try model.fit(x, y, epochs: 2)
        try restored.fit(x, y, epochs: 2)
        #expect(try restored.predict(x) == model.predict(x))
    }

    @Test func isFrozenByPath() throws {
        let (x, y) = try Points.data()
        var model = Model(
            Sequential {
                base(); Dense(3, activation: .softmax)
            }, input: [4])
        try model.freeze("model")
        #expect(model.trainableCount == 6 * 3 + 3)
        try model.unfreezeAll()
        try model.freeze("model/dense")
        let before = model
        try model.compile(loss: .sparseCategoricalCrossentropy())
        try model.fit(x, y)
        #expect(model["model/dense/kernel"] == before["model/dense/kernel"])
        #expect(model["model/batch_normalization/gamma"] != before["model/batch_normalization/gamma"])
        #expect(model["model/batch_normalization/moving_mean"] != before["model/batch_normalization/moving_mean"])
    }

    @Test func whatIsFrozenStaysSo() throws {
        var base = base()
        try base.freeze("dense")
        let model = Model(
            Sequential {
                base; Dense(3)
            }, input: [4])
        #expect(model.frozen == ["model/dense"])
        #expect(model.trainableCount == 2 * 6 + 6 * 3 + 3)
    }

    @Test func oneNameIsOneModel() throws {
        var tower = base()
        tower.name = "tower"
        let model = Model(inputs: [[4], [4]]) { [tower] x in Subtract()(tower(x[0]), tower(x[1])) }
        #expect(model.parameters.count == tower.parameters.count)
        let x = try Points.data().x
        #expect(try model.predict(inputs: [x, x])[0].abs().max().scalar(as: Float.self) == 0)
        // Its regularizer counts once, its state is updated twice.
        #expect(model.graph.losses.count == 1 && model.graph.updates.count == 2)
        let other = base(seed: 4)
        let unequal = Model(inputs: [[4], [4]]) { [tower] x in
            var other = other
            other.name = "tower"
            return Subtract()(tower(x[0]), other(x[1]))
        }
        #expect { try unequal.predict(inputs: [x, x]) } throws: { "\($0)".contains("two models") }
        let two = Model(inputs: [[4], [4]]) { [base = base()] x in Subtract()(base(x[0]), base(x[1])) }
        #expect(two.parameters.count == 2 * tower.parameters.count)
    }

    @Test func severalInputsAndOutputs() throws {
        let pair = Model(inputs: [[2], [3]]) { x in [Dense(2, name: "left")(x[0]), Dense(3, name: "right")(x[1])] }
        let model = Model(inputs: [[2], [3]]) { x in
            let y = pair([x[0], x[1]])
            return Concatenate()(y[0], y[1])
        }
        let inputs = [Tensor.ones([5, 2]), Tensor.ones([5, 3])]
        #expect(try model.predict(inputs: inputs)[0] == Tensor.concatenate(pair.predict(inputs: inputs), axis: 1))
        let wrong = Model(Sequential { pair }, input: [2])
        #expect { try wrong.predict(inputs[0]) } throws: { "\($0)".contains("takes 2 inputs, not 1") }
        let narrow = Model(Sequential { base() }, input: [3])
        #expect { try narrow.predict(inputs[1]) } throws: { "\($0)".contains("takes float32[?, 4]") }
    }

    @Test func mistakesInsideAreThrown() {
        let broken = Model(Dense(0), input: [4])
        let model = Model(
            Sequential {
                broken; Dense(1)
            }, input: [4])
        #expect { try model.predict(.ones([1, 4])) } throws: { "\($0)".contains("positive number of units") }
    }
}
