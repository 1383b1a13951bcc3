#if CommandLine
    import ArgumentParser
    import Martlet

    /// What `stack` and `tune` have in common: the data, and how networks are trained on it.
    struct EstimatorOptions: ParsableArguments {
        @Option(
            help: "digits, iris, wine, breast_cancer, or a CSV file with columns of numbers and classes to learn.",
            transform: DataSource.init)
        var data = DataSource.dataset(.digits)

        @Option(
            parsing: .unconditional,
            help:
                "The label's column in a CSV file: its name, or its number from 0, or from the end as -1. (default: -1)"
        )
        var label: String?

        @Option(parsing: .unconditional, help: "How often a network goes through its rows.")
        var epochs = 20

        @Option(parsing: .unconditional, help: "Rows in a step.")
        var batchSize = 32

        @Option(parsing: .unconditional, help: "The share of the data that is kept for the test at the end.")
        var testFraction = 0.2

        @Option(
            parsing: .unconditional,
            help: "Networks trained at a time, each on a thread; it changes no result. (default: as many as threads)")
        var workers: Int?

        func validate() throws {
            for (option, value) in [("--epochs", epochs), ("--batch-size", batchSize), ("--workers", workers ?? 1)]
            where !(1...1_000_000_000).contains(value) {
                throw ValidationError("\(option) must be from 1 to 1000000000, and is \(value).")
            }
            guard testFraction > 0, testFraction < 1 else {
                throw ValidationError("--test-fraction must be above 0 and below 1, and is \(testFraction).")
            }
            if label != nil, !data.isFile { throw ValidationError("--label is for CSV files; give one with --data.") }
        }

        /// The rows to learn from and those to judge by.
        ///
        /// - Throws: `BadData` for what isn't classes of rows of numbers; what reading throws.
        func parts(seed: UInt64) throws -> (train: LabeledData, test: LabeledData) {
            let all: LabeledData
            switch data {
            case .file(let path): all = try LabeledData(csv: path, label: label.map { .name($0) } ?? -1)
            case .folder(let path):
                throw BadData("'\(path)' is a folder; give a table, or train its images with martlet train")
            case .dataset:
                guard let rows = try data.load().examples as? LabeledData else {
                    preconditionFailure("data sets that are part of the program are tables")
                }
                all = rows
            }
            guard all.isClassification else {
                throw BadData("'\(data.name)' has values to predict, and classes are what is learned here")
            }
            return try all.split(testFraction: testFraction, seed: seed, stratify: true)
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
