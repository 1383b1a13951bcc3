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

        @Option(
            help: """
                digits, iris, wine, breast_cancer, a CSV file or a folder of images. (default: what the model was \
                trained on)
                """,
            transform: DataSource.init)
        var data: DataSource?

        @Option(parsing: .unconditional, help: "The label's column in a CSV file. (default: as in training)")
        var label: String?

        @Option(
            help: """
                Which part of the data the model was trained on. (default: test, and all of other data)
                """)
        var part: Evaluation.Part?

        @OptionGroup var table: TableOptions
        @OptionGroup var inference: InferenceOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let loaded = try model.loaded(precision: inference.precision)
            guard let source = try data ?? loaded.setup.map({ try DataSource($0.data) }) else {
                throw ValidationError("The model's file doesn't say what it was trained on; give --data.")
            }
            if !table.given.isEmpty, !source.isFile {
                throw ValidationError("\(table.given.joined(separator: ", ")): for CSV files only.")
            }
            let evaluation = try Evaluation(
                loaded, on: source, label: label, table: table.setup(from: loaded, for: source.name), part: part)
            common.print(evaluation.json) { evaluation.text }
        }
    }

    extension Evaluation.Part: ExpressibleByArgument {}
#endif
