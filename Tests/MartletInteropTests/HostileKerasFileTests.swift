#if Archives
    import MartletCodecs
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    @Suite struct HostileKerasFileTests {
        /// What reading a model of this configuration says.
        static func problems(_ configuration: JSON) throws -> [String] {
            let folder = TemporaryFolder()
            try HDF5Writer.write(to: folder["a.h5"]) { file in
                try file.set("model_config", to: configuration.serialized())
                try file.set("keras_version", to: "3.15.1")
                try file.createGroup("model_weights")
                try file.set("layer_names", to: [], of: "model_weights")
            }
            let error = #expect(throws: KerasError.self) { _ = try Model(keras: folder["a.h5"]) }
            return error?.problems ?? []
        }

        static func sequential(_ layers: [JSON]) -> JSON {
            let input: JSON = ["class_name": "InputLayer", "config": ["batch_shape": [nil, 4], "name": "in"]]
            return ["class_name": "Sequential", "config": ["name": "m", "layers": .array([input] + layers)]]
        }

        static func layer(_ kind: String, _ name: String, _ options: JSON.Object = [:]) -> JSON {
            var options = options
            options["name"] = .string(name)
            return ["class_name": .string(kind), "config": .object(options)]
        }

        @Test func namesAllUnsupportedLayersAtOnce() throws {
            let problems = try Self.problems(
                Self.sequential([
                    Self.layer("LSTM", "lstm"), Self.layer("Dense", "fine", ["units": 3]), Self.layer("GRU", "gru"),
                    Self.layer("LSTM", "lstm_1"), Self.layer("Dense", "odd", ["units": 3, "kernel_constraint": "max"]),
                ]))
            #expect(
                problems == [
                    "Martlet has no layer for Keras's GRU: gru", "Martlet has no layer for Keras's LSTM: lstm, lstm_1",
                    "layer 'odd' (Dense): its option kernel_constraint, \"max\", isn't supported",
                ])
        }

        @Test(
            arguments: [
                (sequential([layer("Dense", "a", ["units": -1])]), "units must be a whole number"),
                (sequential([layer("Dense", "a", ["units": 99_999_999_999])]), "units must be a whole number"),
                (sequential([layer("Dense", "a")]), "it lacks units"),
                (sequential([layer("Dense", "a", ["units": 2, "activation": "wavy"])]), "activation, wavy"),
                (sequential([layer("Dense", "a/b", ["units": 2])]), "have no /"),
                (sequential([layer("Dense", "a", ["units": 2]), layer("Dense", "a", ["units": 2])]), "are called 'a'"),
                (sequential([layer("Reshape", "a", ["target_shape": [3]])]), "Reshape"),
                (sequential([layer("Conv2D", "a", ["filters": 2, "kernel_size": [3, 3]])]), "Conv2D takes"),
                (sequential([layer("Dense", "a", ["units": 16_777_216])]), "the model has 1 layers with weights"),
                (sequential([layer("RepeatVector", "a", ["n": 99_999_999_999])]), "n must be"),
                (
                    ["class_name": "Sequential", "config": ["layers": [layer("Dense", "a", ["units": 2])]]],
                    "give the inputs"
                ),
                (["class_name": "Custom", "config": [:]], "it holds a Custom"),
                ([], "it holds no model"),
                (["class_name": "Functional", "config": ["name": "m", "layers": []]], "no inputs or no outputs"),
            ] as [(JSON, String)])
        func refuses(configuration: JSON, reason: String) throws {
            let problems = try Self.problems(configuration)
            #expect(problems.contains { $0.contains(reason) }, "\(problems)")
        }

        @Test func refusesLoops() throws {
            var (a, b) = (Self.layer("Dense", "a", ["units": 4]), Self.layer("Dense", "b", ["units": 4]))
            a["inbound_nodes"] = [[["b", 0, 0, [:]]]]
            b["inbound_nodes"] = [[["a", 0, 0, [:]]]]
            let input = Self.layer("InputLayer", "x", ["batch_shape": [nil, 4]])
            let problems = try Self.problems([
                "class_name": "Functional",
                "config": [
                    "name": "m", "layers": [input, a, b], "input_layers": [["x", 0, 0]],
                    "output_layers": [["b", 0, 0]],
                ],
            ])
            #expect(problems.count == 1 && problems[0].contains("leads back to it"), "\(problems)")
        }

        /// A model that calls twice a model that calls twice another: what it computes is no size that the file has.
        @Test func refusesCallsThatMultiply() throws {
            let input = Self.layer("InputLayer", "x", ["batch_shape": [nil, 4]])
            func nested(_ levels: Int) -> JSON {
                var model = Self.layer("Dense", "m0", ["units": 4])
                for level in 0..<levels {
                    let name: JSON = .string("m\(level)")
                    model["name"] = name
                    model["inbound_nodes"] = [[["x", 0, 0, [:]]], [[name, 0, 0, [:]]]]
                    model = [
                        "class_name": "Functional",
                        "config": [
                            "name": .string("m\(level + 1)"), "layers": [input, model],
                            "input_layers": [["x", 0, 0]], "output_layers": [[name, 1, 0]],
                        ],
                    ]
                }
                return model
            }
            let problems = try Self.problems(nested(16))
            #expect(problems.count == 1 && problems[0].contains("more than 30000 calls of layers"), "\(problems)")
        }

        @Test func refusesWhatIsNoKerasFile() throws {
            let folder = TemporaryFolder()
            #expect(throws: FileError.self) { _ = try Model(keras: folder["missing.keras"]) }
            try AtomicFile.write("neither zip nor HDF5", to: folder["a.keras"])
            #expect(throws: HDF5Error.self) { _ = try Model(keras: folder["a.keras"]) }
            try ArchiveWriter.write([("config.json", Array("{}".utf8))], to: folder["b.keras"])
            #expect(throws: KerasError.self) { _ = try Model(keras: folder["b.keras"]) }
            try HDF5Writer.write(to: folder["c.h5"]) { try $0.createGroup("things") }
            #expect(throws: KerasError.self) { _ = try Model(keras: folder["c.h5"]) }
            var model = Model(Dense(2), input: [3])
            #expect(throws: KerasError.self) { try model.loadWeights(keras: folder["c.h5"]) }
            let weights = KerasGoldenFiles.folder + "keras3_branches.weights.h5"
            let error = #expect(throws: KerasError.self) { _ = try Model(keras: weights) }
            #expect(error?.problems.first?.contains("weights alone") == true)
        }

        /// The archive's checksums find damage before what reads HDF5 does.
        @Test func damagedArchivesNeverTrap() async {
            await #expect(processExitsWith: .success) {
                let path = KerasGoldenFiles.folder + "keras3_sequential.keras"
                let whole = try FileReader.contents(of: path, limit: 1 << 20)
                let folder = TemporaryFolder()
                limitMemory()
                let accepted = try survivors(of: whole, rounds: 500) { bytes in
                    try AtomicFile.write(bytes, to: folder["a"])
                    do {
                        _ = try Model(keras: folder["a"])
                        return true
                    } catch is KerasError, is HDF5Error, is ArchiveError { return false }
                }
                #expect(accepted < 480)
            }
        }

        @Test func refusesFilesCutShort() throws {
            let whole = try FileReader.contents(of: KerasGoldenFiles.folder + "keras2_functional.h5", limit: 1 << 20)
            let folder = TemporaryFolder()
            for count in stride(from: 1009, to: whole.count, by: 1009) {
                try AtomicFile.write(Array(whole[..<count]), to: folder["a.h5"])
                #expect(throws: HDF5Error.self) { _ = try Model(keras: folder["a.h5"]) }
            }
        }
    }
#endif
