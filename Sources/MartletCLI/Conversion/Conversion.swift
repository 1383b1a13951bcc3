#if CommandLine
    import Martlet

    /// A model's file written again in another format.
    struct Conversion {
        private let input: String
        private let output: String
        private let model: Model
        /// Whether the model rounds, and what was written doesn't.
        private let isFloatTwin: Bool

        /// - Throws: `ArgumentError` for an output whose name doesn't say a format, or one that can't be compressed; what
        ///   reading and writing throw.
        init(
            from input: String, to output: String, _ keras: KerasFileOptions, _ compression: FileCompression
        ) throws {
            let target = try Self.format(output)
            guard target == .martlet || compression == .automatic else {
                throw ArgumentError(
                    "--compression", "only .safetensors files are compressed; '\(output)' is a file of Keras's")
            }
            let read = try keras.model(input)
            isFloatTwin = target != .martlet && read.quantization != nil
            if target != .martlet, read.quantization == .integers {
                throw BadData(
                    "'\(input)' is of integers, which Keras's layers aren't; convert the model that it was made of, or what "
                        + "martlet quantize --save-rounded wrote beside it")
            }
            model = isFloatTwin ? try read.stripQuantization() : read
            switch target {
            case .martlet: try model.save(to: output, compression: compression)
            case .keras: try model.save(keras: output)
            case .kerasHDF5:
                throw ArgumentError("convert", "'\(output)': models are written as .keras, weights as .weights.h5")
            case .kerasWeights: try model.saveWeights(keras: output)
            }
            self.input = input
            self.output = output
        }

        private static func format(_ path: String) throws -> ModelFormat {
            guard let format = ModelFormat(path) else {
                throw ArgumentError("convert", "'\(path)' ends in none of .safetensors, .keras and .weights.h5")
            }
            return format
        }

        /// Whether columns of a table become the inputs by more than their names.
        private var takesPreparedColumns: Bool { (try? ModelNotes(of: model).table) != nil }

        var json: JSON {
            [
                "takes_prepared_columns": .bool(takesPreparedColumns), "float_twin": .bool(isFloatTwin),
                "input": .string(input), "output": .string(output), "layers": .integer(model.graph.layers.count),
                "parameters": .integer(model.parameterCount), "inputs": JSON(model.graph.inputs.map(\.description)),
                "outputs": JSON(model.graph.outputTypes.map(\.description)),
                "compiled": .bool(model.compiled != nil),
                "not_compiled": model.uncompiled.map { .string($0.reason) } ?? .null,
            ]
        }

        var text: String {
            let note =
                (model.uncompiled.map { "\nIt isn't compiled: \($0.reason)." } ?? "")
                + (isFloatTwin
                    ? "\nKeras's layers don't round as this model does: what was written is the same in floating numbers."
                    : "")
                + (takesPreparedColumns
                    ? "\nIts inputs are columns of a table as its notes prepare them, which are kept for Martlet; others prepare "
                        + "them alike: see martlet inspect." : "")
            return "\(model.summary)\n\n\(input) → \(output)\(note)"
        }
    }
#endif
