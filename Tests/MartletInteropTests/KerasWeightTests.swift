#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    @Suite struct KerasWeightTests {
        /// The model of `branches` in keras_models.py: said in another order, under other names.
        static func branches(denseUnits: Int = 2) -> Model {
            Model(inputs: [[8, 8, 3]]) { x in
                func convolution(_ filters: Int, _ size: Int, _ x: Symbol) -> Symbol {
                    Conv2D(filters, kernelSize: .init(size, size), padding: .same, useBias: false)(x)
                }
                let normal = BatchNormalization(scale: false)(convolution(4, 3, x[0]))
                let stem = Activation.relu(normal, named: "activation")
                let pooled = convolution(2, 1, AveragePooling2D(3, strides: 1, padding: .same)(stem))
                let three = convolution(4, 3, convolution(4, 3, convolution(4, 1, stem)))
                let two = convolution(4, 3, convolution(4, 1, stem))
                let one = convolution(2, 1, stem)
                return Dense(denseUnits, name: "head")(
                    GlobalAveragePooling2D()(Concatenate()(one, two, three, pooled)))
            }
        }

        @Test(arguments: ["keras3_branches.weights.h5", "keras2_branches.weights.h5"])
        func findsWeightsInKerasOrder(file: String) throws {
            let golden = try KerasGoldenFiles.named(file)
            var model = Self.branches()
            try model.loadWeights(keras: golden.path)
            golden.check(try model.predict(inputs: golden.inputs))
        }

        @Test func readsItsOwnWeights() throws {
            let folder = TemporaryFolder()
            var model = Self.branches()
            let golden = try KerasGoldenFiles.named("keras3_branches.weights.h5")
            try model.loadWeights(keras: golden.path)
            try model.saveWeights(keras: folder["a.weights.h5"])
            var other = Self.branches()
            try other.loadWeights(keras: folder["a.weights.h5"])
            #expect(other.parameters.allSatisfy { other[$0.name] == model[$0.name] })
        }

        @Test func readsLegacyWeights() throws {
            let golden = try KerasGoldenFiles.named("keras2_functional_weights.h5")
            var model = try Model(keras: KerasGoldenFiles.folder + "keras3_functional.keras")
            try model.loadWeights(keras: golden.path)
            golden.check(try model.predict(inputs: golden.inputs))
            var other = Model(inputs: [[4], [4]]) { x in
                let tower = Dense(3, activation: .tanh, name: "tower")
                return Dense(7, name: "unknown")(Concatenate()(tower(x[0]), tower(x[1])))
            }
            try other.loadWeights(keras: golden.path, by: .name)
            #expect(other["tower/kernel"] == model["tower/kernel"])
        }

        @Test func readsIntoAModelWithinTheModel() throws {
            let golden = try KerasGoldenFiles.named("keras3_sequential.keras")
            let body = Sequential(
                [Dense(5, activation: .relu), Dropout(0.2), BatchNormalization(), Dense(3, activation: .softmax)],
                name: "body")
            var model = Model(Sequential { body }, input: [4])
            try model.loadWeights(keras: golden.path, into: "body")
            golden.check([try model.predict(golden.inputs[0])])
            #expect(throws: ModelError.self) { try model.loadWeights(keras: golden.path, into: "tail") }
        }

        @Test func namesAllThatDoesNotFit() throws {
            let before = Self.branches(denseUnits: 5)
            for file in ["keras3_branches.weights.h5", "keras2_branches.weights.h5"] {
                var model = before
                let error = #expect(throws: KerasError.self) {
                    try model.loadWeights(keras: KerasGoldenFiles.folder + file)
                }
                let problems = error?.problems ?? []
                #expect(problems.count == 2, "\(problems)")
                #expect(
                    problems.first?.contains("layer 'head' (Dense)") == true
                        && problems.first?.contains("kernel must have shape [12, 5], and the file has [12, 2]") == true)
                #expect(model.parameters.allSatisfy { model[$0.name] == before[$0.name] })
            }
            var other = Model(Sequential { Dense(2) }, input: [3])
            let error = #expect(throws: KerasError.self) {
                try other.loadWeights(keras: KerasGoldenFiles.folder + "keras2_functional_weights.h5")
            }
            #expect(error?.problems.first == "the model has 1 layers with weights, and the file 5")
        }
    }
#endif
