#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// Weights alone, with the architecture from a file of its own.
    struct KerasArchitectureTests {
        private let folder = TemporaryFolder()

        @Test(
            arguments: [
                ("keras1_sequential_weights.h5", "keras1_sequential.json"),
                ("keras1_functional_weights.h5", "keras1_functional.json"),
                ("keras2_functional_weights.h5", "keras2_functional.json"),
                ("keras2_functional_weights.h5", "keras3_functional.json"),
                ("keras2_branches.weights.h5", "keras2_branches.json"),
                ("keras3_branches.weights.h5", "keras3_branches.json"),
            ])
        func predictsAsKerasDoes(weights: String, architecture: String) throws {
            let golden = try KerasGoldenFiles.named(weights)
            let path = KerasGoldenFiles.folder + architecture
            let model = try Model(keras: golden.path, architecture: path)
            golden.check(try model.predict(inputs: golden.inputs))
            #expect(try Model(contentsOf: golden.path, architecture: path).parameterCount == model.parameterCount)
        }

        /// What `json.dump(model.to_json(), file)` writes: JSON in a string.
        @Test func readsJSONWithinJSON() throws {
            let text = try FileReader.contents(of: KerasGoldenFiles.folder + "keras2_branches.json", limit: 1 << 20)
            try AtomicFile.write(
                JSON.string(String(decoding: text, as: UTF8.self)).serialized(), to: folder["a.json"])
            let golden = try KerasGoldenFiles.named("keras2_branches.weights.h5")
            let model = try Model(keras: golden.path, architecture: folder["a.json"])
            golden.check(try model.predict(inputs: golden.inputs))
        }

        @Test func compilesAsTheArchitectureSays() throws {
            let model = try Model(
                keras: KerasGoldenFiles.folder + "keras2_functional_weights.h5",
                architecture: KerasGoldenFiles.folder + "keras3_functional.json")
            #expect(model.compiled?.losses.map(\.name).first == "categorical_crossentropy")
        }

        @Test func namesWhatDoesNotFit() throws {
            let weights = KerasGoldenFiles.folder + "keras3_branches.weights.h5"
            func problem(_ architecture: String) -> String {
                let error = #expect(throws: KerasError.self) {
                    _ = try Model(keras: weights, architecture: architecture)
                }
                return "\(error?.description ?? "")"
            }
            #expect(problem(KerasGoldenFiles.folder + "keras2_functional.json").contains("has no counterpart"))
            #expect(problem(weights).contains("what model.to_json() wrote"))
            try AtomicFile.write("{\"class_name\": ", to: folder["a.json"])
            #expect(problem(folder["a.json"]).contains("a.json"))
            let alone = #expect(throws: KerasError.self) { _ = try Model(contentsOf: weights) }
            #expect(alone?.description.contains("architecture") == true)
            #expect(throws: FileError.self) { _ = try Model(keras: weights, architecture: folder["none.json"]) }
            let model = Model(Dense(1), input: [1])
            try model.save(to: folder["a.safetensors"])
            #expect(throws: ArgumentError.self) {
                _ = try Model(
                    contentsOf: folder["a.safetensors"], architecture: KerasGoldenFiles.folder + "keras2_branches.json")
            }
        }

        @Test func refusesTurnedKernels() throws {
            try HDF5Writer.write(to: folder["a.h5"]) { file in
                try file.set("backend", to: "theano")
                try file.set("layer_names", to: ["conv"], of: "/")
                try file.createGroup("conv")
                try file.set("weight_names", to: ["k"], of: "conv")
                try file.write(Tensor.zeros([3, 3, 1, 2]), to: "conv/k")
            }
            var model = Model(Sequential { Conv2D(2, kernelSize: 3, useBias: false) }, input: [5, 5, 1])
            let error = #expect(throws: KerasError.self) { try model.loadWeights(keras: folder["a.h5"]) }
            #expect(error?.problems.first?.contains("Theano") == true, "\(error?.description ?? "")")
        }
    }
#endif
