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

        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (1...1000).contains(base) else {
                throw ValidationError("--base must be from 1 to 1000, and is \(base).")
            }
            if folds < 2 { throw ValidationError("--folds must be at least 2, and is \(folds).") }
            if !(learningRate > 0 && learningRate.isFinite) {
                throw ValidationError("--learning-rate must be positive, such as 0.001, and is \(learningRate).")
            }
        }

        func run() throws {
            let seed = common.seed ?? 0
            let (train, test) = try options.parts(seed: seed)
            var run = StackRun(hidden: (0..<base).map { hidden[$0 % hidden.count] }, seed: seed)
            run.folds = folds
            run.epochs = options.epochs
            run.batchSize = options.batchSize
            run.learningRate = learningRate
            run.final = final
            run.passthrough = passthrough
            run.workers = options.workers
            let report = try run.report(train, test)
            common.print(report.json(data: options.data.name, run)) { report.text(data: options.data.name, run) }
        }
    }

    extension StackRun.Final: ExpressibleByArgument {}
#endif
