#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    @Suite struct KerasModelTests {
        @Test func thereAreGoldens() {
            #expect(KerasGoldenFiles.all.count >= 14)
        }

        @Test(arguments: KerasGoldenFiles.models)
        func predictsAsKerasDoes(golden: KerasGoldenFiles.Case) throws {
            let model = try Model(keras: golden.path)
            golden.check(try model.predict(inputs: golden.inputs))
        }

        /// What is written is read as the same model, also after it was a file of Martlet's; twice written, the bytes are
        /// the same.
        @Test(arguments: KerasGoldenFiles.models)
        func writesWhatItReads(golden: KerasGoldenFiles.Case) throws {
            let folder = TemporaryFolder()
            let model = try Model(keras: golden.path)
            let expected = try model.predict(inputs: golden.inputs)
            try model.save(keras: folder["a.keras"])
            let again = try Model(keras: folder["a.keras"])
            #expect(try again.predict(inputs: golden.inputs) == expected)
            #expect(again.graph.layers.map(\.path).sorted() == model.graph.layers.map(\.path).sorted())
            #expect(again.frozen == model.frozen)

            try model.save(to: folder["a.safetensors"])
            try Model(contentsOf: folder["a.safetensors"]).save(keras: folder["b.keras"])
            let bytes = try FileReader.contents(of: folder["a.keras"], limit: 1 << 20)
            #expect(try FileReader.contents(of: folder["b.keras"], limit: 1 << 20) == bytes)
        }

        @Test(arguments: ["keras3_functional.keras", "keras3_functional.h5", "keras2_functional.keras"])
        func compilesAsKerasDid(file: String) throws {
            let model = try Model(keras: KerasGoldenFiles.folder + file)
            let compiled = try #require(model.compiled)
            let optimizer = try #require(compiled.optimizer as? SGD)
            #expect(optimizer.momentum == 0.9 && optimizer.nesterov)
            #expect(abs(optimizer.learningRate(0) - 0.1) < 1e-8)
            #expect(
                compiled.losses.map(\.name) == [
                    "categorical_crossentropy", "mean_squared_error", "mean_absolute_error",
                ])
            #expect(compiled.lossWeights == [1, 0.5, 2])
            #expect(compiled.metrics.map { $0.map(\.name) } == [["accuracy"], ["mean_absolute_error"], []])
        }

        @Test func goesOnTraining() throws {
            let golden = try KerasGoldenFiles.named("keras3_sequential.keras")
            var model = try Model(keras: golden.path)
            let targets = Tensor([0, 1, 2] as [Int32])
            let before = try #require(try model.evaluate(golden.inputs[0], targets)["loss"])
            try model.fit(golden.inputs[0], targets, epochs: 30)
            #expect(try #require(try model.evaluate(golden.inputs[0], targets)["loss"]) < before)
        }

        /// `training=False` in the file: neither dropout nor new averages while training.
        @Test(arguments: ["keras3_transfer.keras", "keras2_transfer.keras"])
        func trainsTheHeadAlone(file: String) throws {
            let golden = try KerasGoldenFiles.named(file)
            var model = try Model(keras: golden.path)
            let base = model.parameters.map(\.name).filter { $0.hasPrefix("base/") }
            #expect(base.count == 6 && base.allSatisfy { model.isFrozen($0) } && !model.isFrozen("head/kernel"))
            let average = try #require(base.first { $0.hasSuffix("/moving_mean") })
            try model.unfreezeAll()
            let folder = TemporaryFolder()
            try model.save(keras: folder["a.keras"])
            for var model in [model, try Model(keras: folder["a.keras"])] {
                try model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError)
                let mean = try #require(model[average])
                let history = try model.fit(golden.inputs[0], golden.outputs[0], epochs: 2)
                #expect(model[average] == mean)
                #expect(history.logs.allSatisfy { ($0["loss"] ?? 1) < 1e-9 })
            }
        }

        @Test func writesLayersMadeOfLayers() throws {
            struct Block: Layer {
                var units: Int
                func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
                    Add()(x, Dense(units, activation: .tanh)(Dense(units)(x)))
                }
            }
            let folder = TemporaryFolder()
            let shared = Dense(4, activation: .relu, name: "shared")
            let model = Model(inputs: [[4], [4]], seed: 3) { x in
                let body = Sequential {
                    Block(units: 4)
                    Dropout(0.5)
                    Block(units: 4)
                }
                return Concatenate()(shared(body(x[0])), shared(x[1]), body(x[1]))
            }
            try model.save(keras: folder["a.keras"])
            let again = try Model(keras: folder["a.keras"])
            let rows = try [Tensor([[1, -2, 3, 0.5]] as [[Float]]), Tensor([[0, 1, -1, 2]] as [[Float]])]
            #expect(try again.predict(inputs: rows) == model.predict(inputs: rows))
        }

        /// What stands for it computes the same, but for the rounding of a product and a sum.
        @Test(arguments: PreprocessingMode.allCases) func writesAConvolutionForPreprocessing(mode: PreprocessingMode)
            throws
        {
            let folder = TemporaryFolder()
            let model = Model(
                Sequential {
                    PreprocessInput(mode)
                    Conv2D(2, kernelSize: 3)
                    Flatten()
                }, input: [5, 4, 3])
            try model.save(keras: folder["a.keras"])
            let again = try Model(keras: folder["a.keras"])
            #expect(again.frozen == ["preprocess_input"])
            var random = RandomGenerator(seed: 1)
            let pixels = try random.uniform([3, 5, 4, 3]) * 255
            let (expected, found) = (try model.predict(pixels), try again.predict(pixels))
            let largest = try mode(pixels).abs().max().array(of: Float.self)[0]
            for (a, b) in zip(expected.array(of: Float.self), found.array(of: Float.self)) {
                #expect(abs(a - b) <= 27 * 4 * Float.ulpOfOne * largest)
            }
            // The weights alone are those of the network.
            try model.saveWeights(keras: folder["a.weights.h5"])
            var other = model
            try other.loadWeights(keras: folder["a.weights.h5"])
            #expect(try other.predict(pixels) == expected)
        }

        /// What Keras's random layers draw from, as its files have it.
        @Test func writesErasingAsKerasDoes() throws {
            let folder = TemporaryFolder()
            let model = Model(
                Sequential {
                    RandomErasing(0.5, scale: [0.1, 0.4], valueRange: 0...1, name: "noise")
                    RandomErasing([0.2, 0.9], scale: [0, 0.3], fillValue: 7, name: "seven")
                    Flatten()
                }, input: [8, 8, 3])
            func options(_ path: String) throws -> [JSON] {
                let text = try ArchiveReader(path: path).contents(of: "config.json")
                let layers = try JSON(parsing: String(decoding: text, as: UTF8.self))["config"]?["layers"]?.array
                return (layers ?? []).filter { $0["class_name"] == "RandomErasing" }.compactMap { $0["config"] }
            }
            try model.save(keras: folder["a.keras"])
            try Model(keras: folder["a.keras"]).save(keras: folder["b.keras"])
            let written = try options(folder["a.keras"])
            #expect(try written.count == 2 && options(folder["b.keras"]) == written)
            for (layer, expected) in zip(written, Self.erasing) {
                for (name, value) in expected { #expect(layer[name] == value, "\(name): \(layer)") }
            }
        }

        /// The options in which Keras 3.15 writes them.
        private static let erasing: [JSON.Object] = [
            ["factor": [0.0, 0.5], "scale": [0.1, 0.4], "fill_value": nil, "value_range": [0.0, 1.0]],
            ["factor": [0.2, 0.9], "scale": [0.0, 0.3], "fill_value": 7.0, "value_range": [0.0, 255.0]],
        ]

        @Test func refusesToWriteWhatKerasHasNot() throws {
            struct Scaling: Layer {
                func forward(_ x: Symbol, _ scope: Scope) -> Symbol { x * scope.parameter("scale", [1]) }
            }
            let folder = TemporaryFolder()
            let model = Model(inputs: [[4]]) { x in
                Dense(1, activation: .threshold(0.5, value: 0))(Scaling()(Lambda { $0 * 2 }(Dense(4)(x[0] + 1))))
            }
            let error = #expect(throws: KerasError.self) { try model.save(keras: folder["a.keras"]) }
            let problems = (error?.problems ?? []).joined(separator: "\n")
            for name in ["'dense'", "'lambda'", "'scaling'", "'dense_1'"] {
                #expect(problems.contains(name), "\(problems)")
            }
            #expect(folder.names.isEmpty)
        }
    }
#endif
