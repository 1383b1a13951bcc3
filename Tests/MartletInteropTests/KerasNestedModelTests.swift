#if Archives
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// Models that are layers of models, written to Keras's files.
    @Suite struct KerasNestedModelTests {
        private func encoder() throws -> Model {
            var random = RandomGenerator(seed: 1)
            var model = Model(
                Sequential {
                    Dense(6, activation: .relu); BatchNormalization(); Dropout(0.5)
                }, input: [5], seed: 2)
            try model.compile(loss: .meanSquaredError)
            try model.fit(random.normal([32, 5]), random.normal([32, 6]))
            return model
        }

        private func check(_ model: Model, _ inputs: [Tensor]) throws {
            let folder = TemporaryFolder()
            try model.save(keras: folder["a.keras"])
            let read = try Model(keras: folder["a.keras"])
            #expect(try read.predict(inputs: inputs) == model.predict(inputs: inputs))
            #expect(Set(read.parameters.map(\.name)) == Set(model.parameters.map(\.name)))
            for parameter in model.parameters {
                #expect(read[parameter.name] == model[parameter.name], "\(parameter.name)")
                #expect(read.isFrozen(parameter.name) == model.isFrozen(parameter.name), "\(parameter.name)")
            }
            #expect(read.trainableCount == model.trainableCount)
            // It trains as the model does that was written.
            var (mine, theirs) = (model, read)
            let targets = try model.predict(inputs: inputs).map { Tensor.zeros($0.shape) }
            try mine.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
            try theirs.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
            let logs = (
                try mine.evaluate(inputs: inputs, targets: targets),
                try theirs.evaluate(inputs: inputs, targets: targets)
            )
            #expect(logs.0["loss"] == logs.1["loss"])
        }

        @Test func weightsComeAlong() throws {
            var base = try encoder()
            base.name = "base"
            var model = Model(
                Sequential {
                    base; Dense(2, name: "head")
                }, input: [5])
            let x = try RandomGenerator(seed: 3).normalized([4, 5])
            try check(model, [x])
            try model.freeze("base")
            try check(model, [x])
            try model.unfreezeAll()
            try model.freeze("base/dense")
            try check(model, [x])
        }

        @Test func deeplyAndTwice() throws {
            var inner = try encoder()
            inner.name = "inner"
            var model = Model(inputs: [[5], [5]]) { [inner] x in Subtract()(inner(x[0]), inner(x[1])) }
            for depth in 0..<5 {
                model.name = "depth\(depth)"
                let within = model
                model = Model(inputs: [[5], [5]]) { x in Dense(3 + depth)(within([x[0], x[1]])[0]) }
            }
            try model.freeze("depth4/depth3/depth2/depth1/depth0/inner")
            let random = RandomGenerator(seed: 4)
            try check(model, [random.normalized([4, 5]), random.normalized([4, 5])])
        }

        @Test func afterAFileOfMartlets() throws {
            let folder = TemporaryFolder()
            let base = try encoder()
            let model = Model(
                Sequential {
                    base; Dense(2)
                }, input: [5])
            try model.save(to: folder["a.safetensors"])
            try check(Model(contentsOf: folder["a.safetensors"]), [Tensor.ones([3, 5])])
        }

        @Test func severalOutputs() throws {
            var pair = Model(inputs: [[5]]) { x in [Dense(2, name: "left")(x[0]), Dense(3, name: "right")(x[0])] }
            pair.name = "pair"
            let model = Model(inputs: [[5]]) { [pair] x in
                let both = pair([x[0]])
                return [Dense(1, name: "last")(both[1]), both[0]]
            }
            try check(model, [Tensor.ones([3, 5])])
        }
    }

    extension RandomGenerator {
        /// Normal numbers of this generator's seed.
        fileprivate func normalized(_ shape: Shape) throws -> Tensor {
            var copy = self
            return try copy.normal(shape)
        }
    }
#endif
