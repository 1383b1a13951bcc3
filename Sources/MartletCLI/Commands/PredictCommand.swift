#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet predict`: what a saved model says of the rows of a file, or of images.
    struct PredictCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "predict",
            abstract: "Predict the class or value of each row of a CSV file, or the class of images.",
            discussion: """
                Columns are found by their names; without the names of the training data they are taken in order. \
                Columns that the model doesn't read may hold anything. A category that training hasn't seen counts as one of the \
                rare ones, or as none of the known if there were no rare ones; a missing value as training had them, and \
                otherwise as the mean or as no category.

                Rows and images are read, computed and written piece by piece, in their order. Images of a folder that can't be \
                read are left out, and named in a warning and in JSON.

                EXAMPLE:
                  martlet predict digits.safetensors --input rows.csv --json
                  martlet predict cats.safetensors --input photo.jpg --json
                """)

        @OptionGroup var model: ModelOptions

        @Option(
            help: """
                The CSV file, whose column of labels is ignored, if it has one; or, for a model of images, a JPEG or PNG \
                file or a folder of them; - is standard input.
                """)
        var input: String

        @OptionGroup var table: TableOptions
        @OptionGroup var inference: InferenceOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let loaded = try model.predictor(precision: inference.precision)
            try withInput(input) { path in
                let table = table.setup(from: loaded, for: input)
                try Predictions(loaded, of: path, called: input, table: table).write(json: common.json)
            }
        }
    }
#endif
