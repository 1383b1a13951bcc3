#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet evaluate`: loss and metrics of a saved model.
    struct EvaluateCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evaluate",
            abstract: "Measure how good a model is on data with labels.",
            discussion: """
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
            let loaded = try model.loaded(precision: inference.precision)
            let source = try data.source(for: loaded)
            let evaluation = try Evaluation(
                loaded, on: source, label: data.label, table: data.table.setup(from: loaded, for: source.name),
                part: part)
            common.print(evaluation.json) { evaluation.text }
        }
    }

    extension Evaluation.Part: ExpressibleByArgument {}
#endif
