#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet convert`: models from one format to another.
    struct ConvertCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "convert",
            abstract: "Turn Keras's models into Martlet's, and back.",
            discussion: """
                What is read says by its content what it is. The name of what is written says what it is to be: \
                .safetensors for Martlet, .keras for Keras's models, .weights.h5 for the weights alone. The names of classes \
                and columns stay in .keras files, for the way back.

                EXAMPLE:
                  martlet convert model.keras model.safetensors
                  martlet convert vgg16.h5 vgg16.safetensors --input-shape 224,224,3
                  martlet convert weights.h5 model.safetensors --architecture model.json
                  martlet convert model.safetensors model.keras --json
                  martlet convert pruned.safetensors small.safetensors --compression deflate
                """)

        @Argument(help: "The model's file.")
        var input: String

        @Argument(help: "The file to write.")
        var output: String

        @Option(
            help: "How a .safetensors file keeps weights of which many are zero: automatic, none, sparse or deflate.",
            transform: Self.compression)
        var compression = FileCompression.automatic

        @OptionGroup var keras: KerasFileOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            var files = FilePlan()
            files.reads(input, as: "the model")
            files.reads(keras.architecture, as: "--architecture")
            files.writes(output, as: "the output")
            try files.check()
            let conversion = try Conversion(from: input, to: output, keras, compression)
            common.print(conversion.json) { conversion.text }
        }

        private static func compression(_ name: String) throws -> FileCompression {
            guard let compression = FileCompression(rawValue: name) else {
                let known = FileCompression.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("give one of \(known)")
            }
            return compression
        }
    }
#endif
