#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet convert`: models from one format to another.
    struct ConvertCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "convert",
            abstract: "Turn Keras's models into Martlet's, and back.",
            discussion: """
                The files' names say what is in them: .safetensors for Martlet; .keras for Keras's models, or .h5, \
                to read only; .weights.h5, to write only, for the weights alone. The names of classes and columns stay in \
                .keras files, for the way back.

                EXAMPLE:
                  martlet convert model.keras model.safetensors
                  martlet convert vgg16.h5 vgg16.safetensors --input-shape 224,224,3
                  martlet convert model.safetensors model.keras --json
                """)

        @Argument(help: "The model's file.")
        var input: String

        @Argument(help: "The file to write.")
        var output: String

        @Option(
            help: ArgumentHelp(
                "The shape of a row of the input, for Keras files that leave it open; repeat it for more inputs.",
                valueName: "n,n,…"),
            transform: Self.shape)
        var inputShape: [[Int]] = []

        @OptionGroup var common: CommonOptions

        func run() throws {
            var files = FilePlan()
            files.reads(input, as: "the model")
            files.writes(output, as: "the output")
            try files.check()
            let conversion = try Conversion(from: input, to: output, inputs: inputShape.isEmpty ? nil : inputShape)
            common.print(conversion.json) { conversion.text }
        }

        private static func shape(_ text: String) throws -> [Int] {
            let lengths = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            guard lengths.count < 8, lengths.allSatisfy((1...1 << 20).contains) else {
                throw ValidationError("give positive numbers with commas between, such as 224,224,3")
            }
            return lengths
        }
    }
#endif
