#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet prune`: a model that was trained, with most of its weights zero, or without some of its filters.
    struct PruneCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune",
            abstract: "Make most of a model's weights zero, or take filters away, and say what that costs and gains.",
            discussion: """
                Training goes on while more and more of the weights, the smallest, are held at zero: the kernels of dense \
                layers and convolutions, and embeddings, but for frozen layers. Masks are made anew up to three quarters of the \
                steps, so that the last quarter learns to do with what is left. Rows that training kept for the test judge the \
                model before and after; of other data a fifth.

                The model that is written has zeros and no masks, and the optimizer begins anew. martlet train --resume makes \
                numbers of zeros again; prune it again with --schedule constant to train on with as many. The table says in \
                which layers zeros are skipped, as that is faster by estimate, for one prediction and for several at once.

                --filters takes whole filters and units away instead, so that layers become smaller. --epochs 0 prunes at \
                once, to --to, without training; of a model that doesn't say how it is trained any images or rows then do, \
                without labels.

                EXAMPLE:
                  martlet prune digits.safetensors --to 0.8 --epochs 10 --output pruned.safetensors
                  martlet prune cats.safetensors --data images/ --filters 0.5 --epochs 3 --output small.safetensors
                """)

        @OptionGroup var model: ModelOptions
        @OptionGroup var data: DataOptions
        @OptionGroup(title: "Zeros") var pruning: PruningOptions

        @Option(
            parsing: .unconditional,
            help: "Take this part of each layer's filters and units away, the smallest ones, rather than make zeros.")
        var filters: Double?

        @Option(
            help: ArgumentHelp(
                "Only these layers, by path or name, as martlet inspect shows them. (default: all that can be)",
                valueName: "layer,layer,…"),
            transform: { text in
                let layers = text.split(separator: ",").map(String.init)
                if layers.isEmpty { throw ValidationError("name a layer, or leave out --layers for all") }
                return layers
            })
        var layers: [String] = []

        @Option(parsing: .unconditional, help: "How often training goes through the data. (default: 5)")
        var epochs: Int?

        @Option(parsing: .unconditional, help: "Rows in a step. (default: as in training, or 32)")
        var batchSize: Int?

        @Option(parsing: .unconditional, help: "The size of the optimizer's steps. (default: as in training)")
        var learningRate: Double?

        @Option(help: "The safetensors file to write.")
        var output: String

        @OptionGroup var tracking: TrackingOptions

        @OptionGroup var common: CommonOptions

        func validate() throws {
            if let mistake = setup.mistake { throw ValidationError("\(mistake).") }
            func refuse(_ options: [String], _ reason: String) throws {
                if options.isEmpty { return }
                throw ValidationError("\(reason); leave out \(options.joined(separator: ", ")).")
            }
            if filters != nil { try refuse(pruning.given, "--filters takes filters away at once and makes no zeros") }
            if epochs == 0 {
                let given = [("--batch-size", batchSize != nil), ("--learning-rate", learningRate != nil)]
                try refuse(
                    pruning.givenOfSchedule + given.filter(\.1).map(\.0) + tracking.givenForTraining,
                    "--epochs 0 prunes at once, without training")
            }
            if ModelFormat(output)?.isKeras == true {
                throw ValidationError("--output writes safetensors files; martlet convert makes '\(output)' of one.")
            }
        }

        /// What the options ask for.
        private var setup: PruningSetup {
            var setup = PruningSetup(layers: layers, filters: filters, batchSize: batchSize, learningRate: learningRate)
            setup.schedule = pruning.schedule ?? setup.schedule
            setup.to = pruning.to ?? setup.to
            setup.from = pruning.from ?? min(setup.from, setup.to)
            setup.begin = pruning.begin ?? setup.begin
            setup.end = pruning.end
            setup.frequency = pruning.frequency
            setup.pattern = pruning.pattern ?? setup.pattern
            setup.epochs = epochs ?? setup.epochs
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
            try files.check()
            try tracking.run(
                "prune \(loaded.path)", from: loaded.model.origin, parameters: setup.parameters
            ) { tracked in
                let result = try pruned(loaded, by: source, tracked)
                tracked.finish(result.final, result.numbers)
                for warning in result.warnings { printError("martlet: warning: \(warning)") }
                common.print(tracked.told(result.json)) { tracked.told(result.text) }
            }
        }

        private func pruned(
            _ loaded: LoadedModel, by source: DataSource, _ tracked: CommandRun
        ) throws -> PruningResult {
            var run = try PruningRun(loaded, setup)
            run.callbacks = tracked.callbacks
            let table = data.table.setup(from: loaded, for: source.name)
            // Of a model that doesn't say how it was trained labels mean nothing.
            if loaded.model.compiled == nil, let path = source.path {
                tracked.read(source.name)
                let rows = try loaded.input(path, called: path, table: table, atMost: PruningSetup.timedRows)
                return try run.result(by: rows.rows(atMost: PruningSetup.timedRows), of: source, writing: output)
            }
            let examples = try source.load(for: loaded, label: data.label, table: table).examples
            tracked.read(source.name, digest: examples.fingerprint)
            return try run.result(on: examples, of: source, writing: output)
        }
    }
#endif
