#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet stack`: networks, and an estimator that learns from their predictions.
    struct StackCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stack",
            abstract: "Train several networks and an estimator that learns from what they predict.",
            discussion: """
                The networks differ in the seeds of their weights, and in their layers where --hidden names several. What the \
                final estimator learns of a row is predicted by networks that didn't learn from the row's fold; at the end \
                the networks learn from all rows.

                EXAMPLE:
                  martlet stack --data digits --base 3 --folds 5 --json
                  martlet stack --data wine --base 4 --hidden '32;64;64,64;128,64' --final network
                  martlet stack --data flowers.csv --label species --output stack.safetensors
                  martlet evaluate stack.safetensors --data flowers.csv
                  martlet stack --data wine --track sqlite:///mlflow.db
                """)

        @OptionGroup var options: EstimatorOptions

        @Option(parsing: .unconditional, help: "The number of networks.")
        var base = 3

        @Option(parsing: .unconditional, help: "The number of folds.")
        var folds = 5

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp(
                "The units of each network's hidden layers, in turns. (default: 64,64)", valueName: "n,n;n,…"),
            transform: EstimatorOptions.networks)
        var hidden = [[64, 64]]

        @Option(parsing: .unconditional, help: "Adam's learning rate.")
        var learningRate = 0.001

        @Option(help: "What learns from the predictions.")
        var final = StackRun.Final.logistic

        @Flag(help: "Let it learn from the features, too.")
        var passthrough = false

        @Option(
            name: [.customLong("output"), .customLong("save")],
            help: ArgumentHelp(
                "Write what was learned to this safetensors file, which predict, evaluate, explain and inspect read.",
                valueName: "file"))
        var output: String?

        @OptionGroup var tracking: TrackingOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (1...1000).contains(base) else {
                throw ValidationError("--base must be from 1 to 1000, and is \(base).")
            }
            if options.batchSize.count > 1 { throw ValidationError("--batch-size must be one number, such as 32.") }
            if folds < 2 { throw ValidationError("--folds must be at least 2, and is \(folds).") }
            if !(learningRate > 0 && learningRate.isFinite) {
                throw ValidationError("--learning-rate must be positive, such as 0.001, and is \(learningRate).")
            }
            if let output, ModelFormat(output)?.isKeras == true {
                throw ValidationError("--output writes safetensors files, and Keras's formats hold no ensembles.")
            }
        }

        func run() throws {
            var files = FilePlan()
            files.reads(options.data.path, as: "--data")
            try tracking.plan(&files)
            files.writes(output, as: "--output")
            try files.check()
            let seed = common.seed ?? 0
            let (train, test, data) = try options.parts(seed: seed)
            var run = StackRun(hidden: (0..<base).map { hidden[$0 % hidden.count] }, seed: seed)
            run.folds = folds
            run.epochs = options.epochs
            run.batchSize = options.batchSize[0]
            run.learningRate = learningRate
            run.final = final
            run.passthrough = passthrough
            run.workers = options.workers
            let name = options.data.name
            try tracking.run("stack \(name)") { tracked in
                tracked.describe(run.parameters, data)
                var report = try run.report(train, test)
                report.remarks = data.train.remarks("--target")
                let learned = try LearnedEstimator(report.stack, data)
                if let output { try learned.save(to: output) }
                tracked.withRun { report.tell($0, of: run) }
                tracked.finish(learned, [:])
                common.print(tracked.told(report.json(data: name, run, savedTo: output))) {
                    tracked.told(report.text(data: name, run, savedTo: output))
                }
            }
        }
    }

    extension StackRun.Final: ExpressibleByArgument {}
#endif
