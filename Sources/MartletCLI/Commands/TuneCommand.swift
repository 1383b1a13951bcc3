#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet tune`: a search for a network's hyper-parameters.
    struct TuneCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tune",
            abstract:
                "Search for the hidden layers, learning rate, dropout and batch size that are the best for some data.",
            discussion: """
                Combinations of the values are tried, none twice, each by cross-validation; the best learns from all rows but \
                those kept for the test. What is given with --hidden, --learning-rate, --dropout and --batch-size is what is tried.

                With --study, --time-budget or --sampler the trials are those of a study: each is drawn where those before \
                it were good. A study's file keeps each trial that has ended, also after Ctrl-C or a crash: the same command \
                goes on, and several may work on one file.

                EXAMPLE:
                  martlet tune --data digits --trials 10 --folds 3 --hidden '64;64,64;128,64' \\
                    --learning-rate 0.01,0.001,0.0001 --seed 1 --json
                  martlet tune --data wine --grid --dropout 0,0.2 --save wine.safetensors
                  martlet tune --data digits --study digits.db --trials 50 --time-budget 60
                  martlet tune --data digits --track sqlite:///mlflow.db --tensorboard logs
                """)

        @OptionGroup var options: EstimatorOptions

        @Option(parsing: .unconditional, help: "The combinations to try. (default: 10)")
        var trials: Int?

        @Flag(help: "Try all combinations.")
        var grid = false

        @Option(help: "Keep the trials in this file, and go on with those that it holds.")
        var study: String?

        @Option(parsing: .unconditional, help: "The seconds after which no trial begins. (default: no limit)")
        var timeBudget: Double?

        @Option(help: "How a study draws its trials: tpe or random. (default: tpe)")
        var sampler: SamplerName?

        @Flag(help: "End trials of a study that are bad after some folds.")
        var prune = false

        enum SamplerName: String, ExpressibleByArgument, CaseIterable { case tpe, random }

        private var isStudy: Bool { study != nil || timeBudget != nil || sampler != nil || prune }

        @Option(parsing: .unconditional, help: "The number of folds.")
        var folds = 5

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp(
                "The units of hidden layers to try. (default: 32;64;64,64;128,64)", valueName: "n,n;n,…"),
            transform: EstimatorOptions.networks)
        var hidden = [[32], [64], [64, 64], [128, 64]]

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("Adam's learning rates to try. (default: 0.01,0.001,0.0001)", valueName: "x,…"),
            transform: EstimatorOptions.numbers)
        var learningRate = [0.01, 0.001, 0.0001]

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("The shares of units dropped in training to try. (default: 0)", valueName: "x,…"),
            transform: EstimatorOptions.numbers)
        var dropout = [0.0]

        @Option(help: "Write the best model to this safetensors file.")
        var save: String?

        @OptionGroup var tracking: TrackingOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            if let trials, !(1...1_000_000).contains(trials) {
                throw ValidationError("--trials must be from 1 to 1000000, and is \(trials).")
            }
            if grid, trials != nil { throw ValidationError("--grid tries all combinations; leave out --trials.") }
            if grid, isStudy {
                throw ValidationError("--grid tries all combinations; leave out --study, --time-budget and --sampler.")
            }
            if let timeBudget, !(timeBudget > 0 && timeBudget < 1e9) {
                throw ValidationError("--time-budget must be positive seconds, and is \(timeBudget).")
            }
            if folds < 2 { throw ValidationError("--folds must be at least 2, and is \(folds).") }
            if let wrong = learningRate.first(where: { $0 <= 0 }) {
                throw ValidationError("--learning-rate must be positive numbers, such as 0.01,0.001; one is \(wrong).")
            }
            if let wrong = dropout.first(where: { !(0..<1).contains($0) }) {
                throw ValidationError("--dropout must be at least 0 and below 1; one is \(wrong).")
            }
            if let save, ModelFormat(save)?.isKeras == true {
                throw ValidationError("--save writes safetensors files; martlet convert makes '\(save)' of one.")
            }
        }

        func run() throws {
            var files = FilePlan()
            files.reads(options.data.path, as: "--data")
            try tracking.plan(&files)
            files.writes(save, as: "--save")
            files.writes(study, as: "--study")
            try files.check()
            let seed = common.seed ?? 0
            let (train, test, data) = try options.parts(seed: seed)
            var run = TuneRun(seed: seed)
            run.trials = grid ? nil : trials ?? 10
            run.folds = folds
            run.hidden = EstimatorOptions.different(hidden)
            run.learningRates = EstimatorOptions.different(learningRate)
            run.dropouts = EstimatorOptions.different(dropout)
            run.epochs = options.epochs
            run.batchSizes = options.batchSize
            run.workers = options.workers
            if isStudy { return try search(run, train, test, data) }
            try tracking.run("tune \(options.data.name)") { tracked in
                tracked.describe(run.parameters, data)
                let report = try tracked.search { try run.report(train, test) }
                try finish(report, run, data, tracked)
            }
        }

        private func search(
            _ run: TuneRun, _ train: LabeledData, _ test: LabeledData, _ data: EstimatorData
        ) throws {
            var run = run
            if timeBudget != nil { run.trials = trials }
            let search = TuneStudy(
                run: run, sampler: sampler == .random ? .random : .tpe(), prunes: prune, timeBudget: timeBudget,
                path: study)
            do {
                try tracking.run("tune \(options.data.name)") { tracked in
                    tracked.describe(run.parameters, data)
                    let report = try tracked.search { try search.report(options.data.name, train, test) }
                    try finish(report, run, data, tracked)
                    if Interrupts.isNoted { throw CancellationError() }
                }
            } catch is CancellationError {
                Interrupts.leave(
                    study.map { "the same command goes on with '\($0)'" } ?? "--study FILE would keep its trials")
            }
        }

        private func finish(
            _ report: some TunedReport, _ run: TuneRun, _ data: EstimatorData, _ tracked: CommandRun
        ) throws {
            var report = report
            report.tuned.remarks = data.train.remarks("--target")
            let (name, model) = (options.data.name, try report.tuned.model(for: data))
            if let save { try model.save(to: save) }
            tracked.finish(model, ["test_accuracy": report.tuned.accuracy])
            common.print(tracked.told(report.json(data: name, run, savedTo: save))) {
                tracked.told(report.text(data: name, run, savedTo: save))
            }
        }
    }
#endif
