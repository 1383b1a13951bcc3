#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet evaluate`: loss and metrics of a saved model.
    struct EvaluateCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evaluate",
            abstract: "Measure how good a model is on data with labels.",
            discussion: """
                Of a network the loss it was trained with and its metrics; of an estimator, such as martlet auto and stack write, \
                the cross-entropy as loss and the accuracy, or the mean squared error as loss, the mean error and R².

                EXAMPLE:
                  martlet evaluate digits.safetensors --data digits
                  martlet evaluate flowers.safetensors --data more.csv --json
                """)

        @OptionGroup var model: ModelOptions

        @OptionGroup var data: DataOptions

        @Option(
            help: """
                Which part of the data the model was trained on. (default: test, and all of other data)
                """)
        var part: Evaluation.Part?

        @OptionGroup var inference: InferenceOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let loaded = try model.predictor(precision: inference.precision)
            let source = try data.source(for: loaded)
            let evaluation = try Evaluation(
                loaded, on: source, label: data.label, table: data.table.setup(from: loaded, for: source.name),
                part: part)
            common.print(evaluation.json) { evaluation.text }
        }
    }

    extension Evaluation.Part: ExpressibleByArgument {}
#endif
