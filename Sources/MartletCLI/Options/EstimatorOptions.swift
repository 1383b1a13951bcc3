#if CommandLine
    import ArgumentParser
    import Martlet

    /// What `stack` and `tune` have in common: the data, and how networks are trained on it.
    struct EstimatorOptions: ParsableArguments {
        @Option(
            help: """
                digits, iris, wine, breast_cancer, or a CSV file with classes to learn; its columns are prepared as martlet train \
                prepares them.
                """,
            transform: DataSource.init)
        var data = DataSource.dataset(.digits)

        @Option(
            parsing: .unconditional,
            help:
                "The label's column in a CSV file: its name, or its number from 0, or from the end as -1. (default: -1)"
        )
        var label: String?

        @Option(
            help: "What a CSV file's labels are: classes, or automatic, by which whole numbers above 19 are no classes."
        )
        var target = LabeledData.Target.automatic

        @OptionGroup var table: TableOptions

        @Option(parsing: .unconditional, help: "How often a network goes through its rows.")
        var epochs = 20

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("Rows in a step; for martlet tune those to try. (default: 32)", valueName: "n,…"),
            transform: Self.counts)
        var batchSize = [32]

        @Option(parsing: .unconditional, help: "The share of the data that is kept for the test at the end.")
        var testFraction = 0.2

        @Option(
            parsing: .unconditional,
            help: "Networks trained at a time, each on a thread; it changes no result. (default: as many as threads)")
        var workers: Int?

        func validate() throws {
            for (option, value) in [("--epochs", epochs), ("--workers", workers ?? 1)]
            where !(1...1_000_000_000).contains(value) {
                throw ValidationError("\(option) must be from 1 to 1000000000, and is \(value).")
            }
            guard testFraction > 0, testFraction < 1 else {
                throw ValidationError("--test-fraction must be above 0 and below 1, and is \(testFraction).")
            }
            let forTables =
                (label == nil ? [] : ["--label"]) + (target == .automatic ? [] : ["--target"]) + table.given
            if !forTables.isEmpty, !data.isFile {
                throw ValidationError(
                    "\(forTables.joined(separator: ", ")): for CSV files only; give one with --data.")
            }
        }

        /// The rows to learn from and those to judge by, and what is known of them.
        ///
        /// - Throws: `BadData` for what isn't a table with classes; what reading throws.
        func parts(seed: UInt64) throws -> (train: LabeledData, test: LabeledData, data: EstimatorData) {
            let data = try EstimatorData(
                DataSetup(
                    data: data.name, label: label, target: target, table: table.setup(from: nil),
                    testFraction: testFraction, seed: seed))
            return (try data.labeled(data.train), try data.labeled(data.test), data)
        }

        /// `32,64`
        private static func counts(_ text: String) throws -> [Int] {
            let counts = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
                guard let count = Int(part), (1...1_000_000_000).contains(count) else {
                    throw ValidationError("give numbers from 1 to 1000000000 with commas between, such as 32,64")
                }
                return count
            }
            return different(counts)
        }

        /// Each once, in the order in which they come.
        static func different<Value: Hashable>(_ values: [Value]) -> [Value] {
            var known: Set<Value> = []
            return values.filter { known.insert($0).inserted }
        }

        /// `64;64,64`: the hidden layers of several networks.
        static func networks(_ text: String) throws -> [[Int]] {
            try text.split(separator: ";", omittingEmptySubsequences: false).map { try SetupOptions.units(String($0)) }
        }

        /// `0.01,0.001`
        static func numbers(_ text: String) throws -> [Double] {
            try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
                guard let number = Double(part), number.isFinite else {
                    throw ValidationError("give numbers with commas between, such as 0.01,0.001")
                }
                return number
            }
        }
    }

    extension LabeledData {
        /// The name of each row's class.
        var classLabels: [String] { labels.array(of: Int.self).map { classNames[$0] } }
    }
#endif
