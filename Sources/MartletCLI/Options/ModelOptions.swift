#if CommandLine
    import ArgumentParser
    import Martlet

    /// What a file of Keras's may leave open.
    struct KerasFileOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "For a file of Keras's that holds weights alone: what model.to_json() wrote of its architecture.",
                valueName: "file.json"))
        var architecture: String?

        @Option(
            help: ArgumentHelp(
                "The shape of a row of the input, for Keras files that leave it open; repeat it for more inputs.",
                valueName: "n,n,…"),
            transform: Self.shape)
        var inputShape: [[Int]] = []

        /// Options that were given.
        var given: [String] {
            (architecture == nil ? [] : ["--architecture"]) + (inputShape.isEmpty ? [] : ["--input-shape"])
        }

        /// The model in a file of Martlet's or Keras's, or what an address in MLflow's registry leads to.
        ///
        /// - Throws: what `Model(contentsOf:architecture:inputs:)` throws; `BadData` for a file of no known kind;
        ///   `MLflowError`, `SQLiteError`.
        func model(_ path: String) throws -> Model { try withFile(path, read) }

        /// Gives `body` the path of a model's file, which for an address in MLflow's registry is there for as long as that
        /// takes.
        ///
        /// - Throws: `MLflowError`, `SQLiteError`; what `body` throws.
        func withFile<R>(_ path: String, _ body: (String) throws -> R) throws -> R {
            let isRegistered = path.hasPrefix("models:/") || path.hasPrefix("runs:/")
            return isRegistered ? try MLflowClient.opening().withModelFile(path, body) : try body(path)
        }

        /// The model in a file.
        func read(_ path: String) throws -> Model {
            do {
                return try Model(
                    contentsOf: path, architecture: architecture, inputs: inputShape.isEmpty ? nil : inputShape)
            } catch let error as SafetensorsError where (try? FileKind(path: path)) == nil {
                throw BadData(
                    "'\(path)' is no model, which are .safetensors files of Martlet's and .keras and .h5 files of "
                        + "Keras's (\(error.reason))")
            }
        }

        private static func shape(_ text: String) throws -> [Int] {
            let lengths = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            guard lengths.count < 8, lengths.allSatisfy((1...1 << 20).contains) else {
                throw ValidationError("give positive numbers with commas between, such as 224,224,3")
            }
            return lengths
        }
    }

    /// The model that a command uses.
    struct ModelOptions: ParsableArguments {
        @Argument(
            help: """
                The model's file: of Martlet's, or a .keras or .h5 file of Keras's; or an address in MLflow's registry, such as \
                models:/digits@champion.
                """)
        var model: String

        @OptionGroup var keras: KerasFileOptions

        /// The model with its notes.
        func loaded(precision: Precision = .float32) throws -> LoadedModel {
            try LoadedModel(model, keras.model(model), precision: precision)
        }
    }
#endif
