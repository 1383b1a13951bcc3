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
        /// - Throws: what `Model(contentsOf:architecture:inputs:)` throws; `BadData` for a file of no known kind and for an
        ///   estimator's; `MLflowError`, `SQLiteError`.
        func model(_ path: String) throws -> Model {
            try MLflowClient.withFile(path) { file in
                if StoredEstimator.isHeld(by: file) {
                    throw BadData(
                        "'\(path)' holds an estimator, which martlet predict, evaluate, explain and inspect take; this is "
                            + "for networks, such as martlet train and tune write")
                }
                return try read(file)
            }
        }

        fileprivate func read(_ path: String) throws -> Model {
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
                The model's file: a network's or an estimator's of Martlet's, or a .keras or .h5 file of Keras's; or an address \
                in MLflow's registry, such as models:/digits@champion.
                """)
        var model: String

        @OptionGroup var keras: KerasFileOptions

        /// The network with its notes.
        func loaded() throws -> LoadedModel { try LoadedModel(model, keras.model(model)) }

        /// The network or the estimator with its notes.
        ///
        /// - Throws: `ValidationError` for options that are for networks; what reading throws.
        func predictor(precision: Precision = .float32) throws -> any LoadedPredictor {
            try MLflowClient.withFile(model) { try predictor(in: $0, precision: precision) }
        }

        /// The same, in the model's file, which is there.
        func predictor(in file: String, precision: Precision = .float32) throws -> any LoadedPredictor {
            guard let estimator = try StoredEstimator(contentsOf: file) else {
                return try LoadedModel(model, keras.read(file), precision: precision)
            }
            let given = keras.given + (precision == .float32 ? [] : ["--precision"])
            guard given.isEmpty else {
                throw ValidationError(
                    "\(given.joined(separator: ", ")): for networks, and '\(model)' holds an estimator.")
            }
            return try LoadedEstimator(model, estimator)
        }
    }
#endif
