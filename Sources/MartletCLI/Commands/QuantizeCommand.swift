#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet quantize`: a model that was trained, in integers of 8 bits.
    struct QuantizeCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "quantize",
            abstract: "Turn a model into integers of 8 bits, which are smaller and faster, and say what that costs.",
            discussion: """
                Post-training quantization chooses the ranges of integers by some rows of the data; quantization-aware training \
                trains on while numbers are rounded, which costs the least accuracy. Rows that training kept for the test judge the \
                model before and after; of other data a fifth. For a model that doesn't say how it was trained, such as Keras's networks by name, any \
                images or rows do, without labels.

                The table says how much each rounding changes, as a signal-to-noise ratio in dB, alone and with all before it; layers \
                with little may stay in floating numbers by --keep-float.

                A model that --save-rounded wrote, and that was perhaps trained on, keeps its ranges; it is judged beside the same \
                weights without rounding.

                EXAMPLE:
                  martlet quantize digits.safetensors --output digits-int8.safetensors
                  martlet quantize cats.safetensors --data images/ --method aware --epochs 2 --output cats-int8.safetensors
                """)

        @OptionGroup var model: ModelOptions

        @OptionGroup var data: DataOptions

        @Option(
            help: """
                post-training: choose ranges by rows; aware: then train on while numbers are rounded. \
                (default: post-training)
                """)
        var method: QuantizationSetup.Method?

        @Option(parsing: .unconditional, help: "How often aware training goes through the data. (default: 2)")
        var epochs: Int?

        @Option(parsing: .unconditional, help: "Rows in a step of aware training. (default: as in training, or 32)")
        var batchSize: Int?

        @Option(
            help: """
                How ranges are chosen by rows: min-max, percentile (99.99 %), mse, entropy. (default: min-max)
                """)
        var ranges: QuantizationSetup.Ranges?

        @Option(
            parsing: .unconditional,
            help: "Rows by which ranges are chosen, and roundings are judged. (default: 256)")
        var calibrationRows: Int?

        @Option(
            help: ArgumentHelp("Layers in which nothing is rounded, by path or name.", valueName: "layer,layer,…"),
            transform: { $0.split(separator: ",").map(String.init) })
        var keepFloat: [String] = []

        @Option(
            help: """
                How convolutions of integers are summed. exact: as TensorFlow Lite does; winograd: nearly so, by Winograd's \
                algorithm, where that is faster; fastest: so in as many layers as --noise allows.
                """)
        var convolutions = QuantizationSetup.Convolutions.exact

        @Option(
            parsing: .unconditional,
            help: "What --convolutions fastest may change of the outputs, in parts of them. (default: 0.05)")
        var noise: Double?

        @Option(help: "The safetensors file to write.")
        var output: String

        @Option(
            help: """
                Write also the model that rounds floating numbers to what integers can hold, which can be trained further and \
                converted, to this safetensors file.
                """)
        var saveRounded: String?

        @OptionGroup var tracking: TrackingOptions

        @OptionGroup var common: CommonOptions

        func validate() throws {
            if let mistake = setup.mistake { throw ValidationError("\(mistake).") }
            if method != .aware, epochs != nil || batchSize != nil {
                throw ValidationError("--epochs and --batch-size are for --method aware.")
            }
            if method != .aware, let option = tracking.givenForTraining.first {
                throw ValidationError("\(option) shows training, which is for --method aware; leave it out.")
            }
            if noise != nil, convolutions != .fastest {
                throw ValidationError("--noise is for --convolutions fastest.")
            }
            for path in [output, saveRounded].compactMap({ $0 }) where ModelFormat(path)?.isKeras == true {
                throw ValidationError("'\(path)': Keras's layers don't round; name it .safetensors.")
            }
        }

        /// What the options ask for.
        private var setup: QuantizationSetup {
            var setup = QuantizationSetup(method: method, keepFloat: keepFloat)
            setup.epochs = epochs ?? setup.epochs
            setup.batchSize = batchSize
            setup.ranges = ranges
            setup.calibrationRows = calibrationRows ?? setup.calibrationRows
            setup.convolutions = convolutions
            setup.noise = noise ?? setup.noise
            setup.roundedOutput = saveRounded
            setup.seed = common.seed
            return setup
        }

        func run() throws {
            let loaded = try model.loaded()
            let source = try data.source(for: loaded)
            var files = FilePlan()
            files.reads(model.model, as: "the model")
            files.reads(model.keras.architecture, as: "--architecture")
            files.reads(source.path, as: "--data")
            try tracking.plan(&files)
            files.writes(output, as: "--output")
            files.writes(saveRounded, as: "--save-rounded")
            try files.check()
            try tracking.run(
                "quantize \(loaded.path)", from: loaded.model.origin, parameters: setup.parameters
            ) { tracked in
                let result = try quantized(loaded, by: source, tracked)
                tracked.finish(result.final, result.comparison.numbers)
                for warning in result.warnings { printError("martlet: warning: \(warning)") }
                common.print(tracked.told(result.json)) { tracked.told(result.text) }
            }
        }
    }

    extension QuantizeCommand {
        private func quantized(
            _ loaded: LoadedModel, by source: DataSource, _ tracked: CommandRun
        ) throws -> QuantizationResult {
            var run = try QuantizationRun(loaded, setup)
            run.callbacks = tracked.callbacks
            let table = data.table.setup(from: loaded, for: source.name)
            // Of a model that doesn't say how it was trained labels mean nothing.
            if loaded.model.compiled == nil, let path = source.path {
                tracked.read(source.name)
                let rows = try loaded.input(path, called: path, table: table, atMost: setup.calibrationRows)
                return try run.result(by: rows.rows(atMost: setup.calibrationRows), of: source, writing: output)
            }
            let examples = try source.load(for: loaded, label: data.label, table: table).examples
            tracked.read(source.name, digest: examples.fingerprint)
            return try run.result(on: examples, of: source, writing: output)
        }
    }

    extension QuantizationSetup.Method: ExpressibleByArgument {}
    extension QuantizationSetup.Ranges: ExpressibleByArgument {}
    extension QuantizationSetup.Convolutions: ExpressibleByArgument {}
#endif
