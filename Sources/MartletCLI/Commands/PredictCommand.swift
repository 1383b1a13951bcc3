#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet predict`: what a saved model says of the rows of a file.
    struct PredictCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "predict",
            abstract: "Predict the class or value of each row of a CSV file.",
            discussion: """
                Columns are found by their names; without the names of the training data they are taken in order.

                EXAMPLE:
                  martlet predict digits.safetensors --input rows.csv --json
                """)

        @Argument(help: "The model's file.")
        var model: String

        @Option(help: "The CSV file; its column of labels is ignored, if it has one.")
        var input: String

        @OptionGroup var common: CommonOptions

        func run() throws {
            let predictions = try Predictions(LoadedModel(model), of: input)
            common.print(predictions.json) { predictions.text }
        }
    }
#endif
