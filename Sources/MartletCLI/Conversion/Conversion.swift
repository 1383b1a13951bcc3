#if CommandLine
    import Martlet

    /// A model's file written again in another format.
    struct Conversion {
        private let input: String
        private let output: String
        private let model: Model

        private enum Format {
            case martlet, keras, kerasWeights

            /// What a file's name says of its format.
            init(_ path: String) throws {
                if path.hasSuffix(".weights.h5") {
                    self = .kerasWeights
                } else if path.hasSuffix(".keras") || path.hasSuffix(".h5") || path.hasSuffix(".hdf5") {
                    self = .keras
                } else if path.hasSuffix(".safetensors") {
                    self = .martlet
                } else {
                    throw ArgumentError(
                        "convert", "'\(path)' ends in none of .safetensors, .keras, .h5 and .weights.h5")
                }
            }
        }

        /// - Throws: `ArgumentError` for names that don't say a format; what reading and writing throw.
        init(from input: String, to output: String, inputs: [[Int]]?) throws {
            let target = try Format(output)
            switch try Format(input) {
            case .martlet: model = try Model(contentsOf: input)
            // A file of weights alone says by itself that it needs a model.
            case .keras, .kerasWeights: model = try Model(keras: input, inputs: inputs)
            }
            switch target {
            case .martlet: try model.save(to: output)
            case .keras where output.hasSuffix(".keras"): try model.save(keras: output)
            case .keras:
                throw ArgumentError("convert", "'\(output)': models are written as .keras, weights as .weights.h5")
            case .kerasWeights: try model.saveWeights(keras: output)
            }
            self.input = input
            self.output = output
        }

        var json: JSON {
            [
                "input": .string(input), "output": .string(output), "layers": .integer(model.graph.layers.count),
                "parameters": .integer(model.parameterCount), "inputs": JSON(model.graph.inputs.map(\.description)),
                "outputs": JSON(model.graph.outputTypes.map(\.description)),
                "compiled": .bool(model.compiled != nil),
                "not_compiled": model.uncompiled.map { .string($0.reason) } ?? .null,
            ]
        }

        var text: String {
            let note = model.uncompiled.map { "\nIt isn't compiled: \($0.reason)." } ?? ""
            return "\(model.summary)\n\n\(input) → \(output)\(note)"
        }
    }
#endif
