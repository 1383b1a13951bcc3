#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet train`: a network of dense layers for a table, or of convolutions for images.
    struct TrainCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "train",
            abstract: "Train a network on embedded data, a CSV file or a folder of images.",
            discussion: """
                Labels that are strings, or whole numbers from 0 to 19 at most, are classes (softmax, cross-entropy); others are \
                values to predict (mean squared error). --target says it for certain.

                Of a CSV file's columns, numbers are scaled (--scaling), a missing one being the mean with an indicator; words \
                are categories, of which rare ones are pooled; dates such as 2024-05-31 are days. Columns that are constant, or \
                that have another word in nearly each row, are ignored. Rows without a label are left out. Values are learned \
                in units of their deviation, and losses and predictions are in yours.

                A folder of images has a folder for each class, or such folders within its folders train, test and val. Photos \
                are turned upright as their EXIF orientation says. What isn't used is named.

                A loss that is no finite number ends training with exit code 1; --save then gets the best model before. Ctrl-C \
                ends it, too; --save then gets a checkpoint of the last epoch that was complete, and of the model so far within the first.

                --epochs counts from the beginning: with --resume, a checkpoint of epoch 5 and --epochs 8 trains 3 more.

                EXAMPLE:
                  martlet train --hidden 64,64 --seed 1 --save digits.safetensors
                  martlet train --data flowers.csv --label species --json
                  martlet train --data images/ --base vgg16 --image-size 96 --epochs 3 --save cats.safetensors
                  martlet train --data images/ --image-size 96 --epochs 5 --save cats.safetensors
                """)

        @OptionGroup var options: SetupOptions

        @Option(help: "Write a checkpoint to this file after each epoch; {epoch} in its name stands for the epoch.")
        var checkpoint: String?

        @Option(
            help: """
                Go on from this checkpoint as if training hadn't stopped; or train a model further that wasn't made here, such as \
                one of Keras's, on --data.
                """)
        var resume: String?

        @OptionGroup var keras: KerasFileOptions

        @Option(help: "Write each epoch's numbers to this CSV file.")
        var csvLog: String?

        @Option(help: "Write the trained model to this safetensors file.")
        var save: String?

        @OptionGroup var tracking: TrackingOptions

        @OptionGroup var common: CommonOptions

        func validate() throws {
            if let save, ModelFormat(save)?.isKeras == true {
                throw ValidationError("--save writes safetensors files; martlet convert makes '\(save)' of one.")
            }
            if options.transfer.fineTuneEpochs ?? 0 > 0, checkpoint != nil {
                throw ValidationError(
                    "Leave out --checkpoint or --fine-tune-epochs: no checkpoint tells the two parts apart.")
            }
            if resume == nil, !keras.given.isEmpty {
                throw ValidationError("\(keras.given.joined(separator: ", ")): for the model that --resume names.")
            }
            if resume != nil { try refuse(options.settledByModel) }
        }

        private func refuse(_ settled: [String]) throws {
            if settled.isEmpty { return }
            throw ValidationError(
                "With --resume, leave out \(settled.joined(separator: ", ")): training goes on as the checkpoint says.")
        }

        func run() throws {
            let resumed = try resume.map { try LoadedModel($0, keras.model($0)) }
            let base = try resumed.map { try self.setup(of: $0) } ?? TrainingSetup()
            var setup = options.setup(from: base, seed: common.seed)
            try checkFiles(setup)
            let loaded = try DataSource(setup.data).load(
                label: setup.label, target: setup.target, format: (setup.table ?? TableSetup()).format(for: resumed),
                images: setup.images)
            if let hasHeader = loaded.hasHeader {
                var table = setup.table ?? TableSetup()
                table.header = hasHeader ? .present : .absent
                setup.table = table
            } else {
                setup.table = nil
            }
            try train(setup, loaded.examples, loaded.label, resumed)
        }

        /// - Throws: `ArgumentError`, `FileError` for paths that outputs can't have.
        private func checkFiles(_ setup: TrainingSetup) throws {
            var files = FilePlan()
            files.reads(try DataSource(setup.data).path, as: "--data")
            files.reads(setup.transfer?.weightsFile, as: "--weights-file")
            files.reads(resume, as: "--resume")
            files.reads(keras.architecture, as: "--architecture")
            try tracking.plan(&files)
            files.writes(checkpoint, as: "--checkpoint", isTemplate: true, replacing: "--resume")
            files.writes(csvLog, as: "--csv-log")
            files.writes(save, as: "--save", replacing: "--resume")
            try files.check()
        }

        /// How a checkpoint is trained on; a model that comes from elsewhere as the options say.
        private func setup(of resumed: LoadedModel) throws -> TrainingSetup {
            func unable(_ reason: String) -> BadData {
                BadData("'\(resumed.path)' \(reason), so it can't be resumed")
            }
            guard resumed.model.compiled != nil else {
                throw unable(
                    "isn't compiled" + (resumed.model.uncompiled.map { " (\($0.reason))" } ?? "")
                        + ", which says how it is trained")
            }
            guard let stored = resumed.setup else {
                guard options.data != nil else {
                    throw ValidationError("'\(resumed.path)' doesn't say what it was trained on; give --data.")
                }
                var setup = TrainingSetup()
                setup.normalize = false
                return setup
            }
            try refuse(options.settledByCheckpoint + (common.seed == nil ? [] : ["--seed"]))
            guard stored.transfer?.fineTuneEpochs ?? 0 == 0 else {
                throw unable("was fine-tuned, and nothing tells the two parts of its training apart")
            }
            return stored
        }

        private func train(
            _ setup: TrainingSetup, _ examples: some Examples, _ label: String?, _ resumed: LoadedModel?
        ) throws {
            var run = try TrainingRun(setup, examples, label: label, resuming: resumed)
            for warning in run.warnings { printError("martlet: warning: \(warning)") }
            func callbacks(goingOn: Bool) -> [any Callback] {
                var callbacks: [any Callback] = [ProgressBar.quiet()]
                if let csvLog { callbacks.append(CSVLogger(csvLog, append: goingOn)) }
                if let checkpoint { callbacks.append(ModelCheckpoint(checkpoint)) }
                return callbacks
            }
            let interrupted = resumed?.model.interrupted
            do {
                try tracking.run("train \(setup.data)", from: run.model.origin, goingOnWith: interrupted) { tracked in
                    if interrupted?.trackedRun == nil { tracked.describe(run.setup, rows: run.train.count) }
                    let outcome: TrainingOutcome
                    do {
                        outcome = try run.fit(
                            callbacks: callbacks(goingOn: resume != nil) + tracked.callbacks,
                            fineTuning: callbacks(goingOn: true) + tracked.callbacks, keepsEpochs: save != nil)
                    } catch let diverged as Diverged {
                        if let save { try diverged.kept?.model.save(to: save) }
                        throw diverged.failure(savedTo: save)
                    }
                    if let save { try run.model.save(to: save) }
                    let report = try TrainingReport(run, outcome, savedTo: save)
                    tracked.finish(run.model, report.testNumbers, step: max(0, run.model.epoch - 1))
                    common.print(tracked.told(report.json)) { tracked.told(report.text) }
                }
            } catch is CancellationError {
                if let save { try run.model.save(checkpoint: save) }
                Interrupts.leave(advice(run.model))
            }
        }

        /// How interrupted training goes on.
        private func advice(_ model: Model) -> String {
            let whole = model.interrupted == nil ? "so far" : "of epoch \(model.epoch)"
            let isResumable = options.transfer.fineTuneEpochs ?? 0 == 0
            let next = isResumable ? ", and --resume goes on with it" : ""
            if let save { return "the model \(whole) is saved to '\(save)'\(next)" }
            if checkpoint != nil { return "--resume goes on with what --checkpoint wrote" }
            return "nothing is saved; --save would have kept the model"
        }
    }
#endif
