#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet auto`: learns a table's column without being told how.
    struct AutoCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "auto",
            abstract: "Find out how to learn a table's column, and learn it.",
            discussion: """
                Columns of numbers, words and dates, with gaps, are prepared as martlet train does. Linear functions and networks \
                of several shapes are judged by cross-validation, until all are tried or the time is over; an ensemble of the best \
                is what was learned. The same seed gives the same result, unless the time was over.

                EXAMPLE:
                  martlet auto --data table.csv --target price --minutes 2 --json
                  martlet auto --data flowers.csv --target species --save flowers.safetensors
                  martlet predict flowers.safetensors --input more.csv
                  martlet auto --data wine --track sqlite:///mlflow.db
                """)

        @Option(
            help: "digits, iris, wine, breast_cancer, or a CSV file.", transform: DataSource.init)
        var data: DataSource

        @Option(
            parsing: .unconditional,
            help:
                "The column to learn of a CSV file: its name, or its number from 0, or from the end as -1. (default: -1)"
        )
        var target: String?

        @Option(
            help: """
                What the column's fields are: classes, values, or automatic, by which words and whole numbers from 0 to 19 at most are \
                classes.
                """)
        var labels = LabeledData.Target.automatic

        @Option(parsing: .unconditional, help: "Minutes after which no further fit begins; 0 is no limit.")
        var minutes = 1.0

        @Option(parsing: .unconditional, help: "How many estimators are tried.")
        var trials = 24

        @Option(parsing: .unconditional, help: "The number of folds.")
        var folds = 5

        @Option(help: "A CSV file by whose rows it is judged; it then learns from all of --data.")
        var test: String?

        @Option(
            parsing: .unconditional, help: "The share of the data that is kept for the test at the end, without --test."
        )
        var testFraction = 0.2

        @Option(
            parsing: .unconditional,
            help: "Fits at a time, each on a thread; it changes no result. (default: as many as threads)")
        var workers: Int?

        @Option(
            help: "Write what was learned to this safetensors file, which predict, evaluate, explain and inspect read.")
        var save: String?

        @OptionGroup var table: TableOptions
        @OptionGroup var tracking: TrackingOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard minutes >= 0, minutes.isFinite else {
                throw ValidationError("--minutes must be at least 0, and is \(minutes).")
            }
            for (option, value, least) in [
                ("--trials", trials, 1), ("--folds", folds, 2), ("--workers", workers ?? 1, 1),
            ]
            where !(least...100_000).contains(value) {
                throw ValidationError("\(option) must be from \(least) to 100000, and is \(value).")
            }
            guard testFraction > 0, testFraction < 1 else {
                throw ValidationError("--test-fraction must be above 0 and below 1, and is \(testFraction).")
            }
            if target != nil, !data.isFile { throw ValidationError("--target is for CSV files; give one with --data.") }
            if test != nil, !data.isFile { throw ValidationError("--test is for CSV files; give one with --data.") }
            if let save, ModelFormat(save)?.isKeras == true {
                throw ValidationError("--save writes safetensors files, and Keras's formats hold no ensembles.")
            }
        }

        func run() throws {
            var files = FilePlan()
            files.reads(data.path, as: "--data")
            files.reads(test, as: "--test")
            try tracking.plan(&files)
            files.writes(save, as: "--save")
            try files.check()
            var run = AutoRun(data, seed: common.seed ?? 0)
            run.target = target
            run.kind = labels
            run.minutes = minutes == 0 ? nil : minutes
            run.trials = trials
            run.folds = folds
            run.test = test
            run.testFraction = testFraction
            run.table = table.setup(from: nil)
            run.workers = workers
            try tracking.run("auto \(data.name)") { tracked in
                let data = try run.loaded()
                tracked.describe(run.parameters, data)
                let result = try tracked.search { try run.result(data) }
                if let save { try result.learned.save(to: save) }
                tracked.finish(result.learned, [result.isClassification ? "test_accuracy" : "test_r2": result.score])
                common.print(tracked.told(result.json(run, savedTo: save))) {
                    tracked.told(result.text(run, savedTo: save))
                }
            }
        }
    }
#endif
