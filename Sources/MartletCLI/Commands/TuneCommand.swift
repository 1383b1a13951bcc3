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

                EXAMPLE:
                  martlet tune --data digits --trials 10 --folds 3 --hidden '64;64,64;128,64' \\
                    --learning-rate 0.01,0.001,0.0001 --seed 1 --json
                  martlet tune --data wine --grid --dropout 0,0.2 --save wine.safetensors
                """)

        @OptionGroup var options: EstimatorOptions

        @Option(parsing: .unconditional, help: "The combinations to try. (default: 10)")
        var trials: Int?

        @Flag(help: "Try all combinations.")
        var grid = false

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

        @OptionGroup var common: CommonOptions

        func validate() throws {
            if let trials, !(1...1_000_000).contains(trials) {
                throw ValidationError("--trials must be from 1 to 1000000, and is \(trials).")
            }
            if grid, trials != nil { throw ValidationError("--grid tries all combinations; leave out --trials.") }
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
            files.writes(save, as: "--save")
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
            var report = try run.report(train, test)
            report.remarks = data.train.remarks("--target")
            if let save { try report.save(to: save, data) }
            common.print(report.json(data: options.data.name, run, savedTo: save)) {
                report.text(data: options.data.name, run, savedTo: save)
            }
        }
    }
#endif
