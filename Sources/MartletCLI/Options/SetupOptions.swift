#if CommandLine
    public import ArgumentParser
    public import Martlet

    /// What decides how a network is made and trained. Options that aren't given are nil, so that those of a
    /// checkpoint hold when training is resumed.
    struct SetupOptions: ParsableArguments {
        @Option(
            help: """
                digits, iris, wine, breast_cancer, the path of a CSV file, or a folder with a folder of images for each \
                class. (default: digits)
                """,
            transform: DataSource.init)
        var data: DataSource?

        // Values may begin with a minus: so that wrong numbers meet our own messages, and -1 is the last column.
        @Option(
            parsing: .unconditional,
            help:
                "The label's column in a CSV file: its name, or its number from 0, or from the end as -1. (default: -1)"
        )
        var label: String?

        @Option(help: "Whether a CSV file's labels are classes or values to predict. (default: automatic)")
        var target: LabeledData.Target?

        @OptionGroup var table: TableOptions

        @Option(
            help: """
                How a CSV file's numbers are scaled: standard, to mean 0 and variance 1; log, their logarithms so, for columns \
                over many orders of magnitude; quantile-uniform and quantile-normal, by the share of numbers below, for \
                columns with outliers; none. (default: standard)
                """)
        var scaling: TablePreparation.Scaling?

        @OptionGroup(title: "Images") var images: ImageOptions

        @OptionGroup(title: "Transfer learning") var transfer: TransferOptions

        @Option(
            parsing: .unconditional,
            help: "The units of each hidden layer, or none. (default: 64,64; for images 128)",
            transform: Self.units)
        var hidden: [Int]?

        @Option(
            help: "The hidden layers' activation, such as relu, tanh, gelu. (default: relu)",
            transform: { name in
                _ = try Activation(named: name)
                return name
            })
        var activation: String?

        @Option(
            parsing: .unconditional,
            help: "The part of each hidden layer's outputs that is dropped in training. (default: 0)")
        var dropout: Double?

        @Flag(inversion: .prefixedNo, help: "Let the network normalise its inputs. (default: --normalize)")
        var normalize: Bool?

        @Option(
            help: "sgd, adam, adamw, rmsprop or adagrad. (default: adam)",
            transform: { name in
                _ = try AnyOptimizer(named: name)
                return name
            })
        var optimizer: String?

        @Option(
            parsing: .unconditional,
            help: "The size of the optimizer's steps. (default: the optimizer's own, 0.001 for adam)")
        var learningRate: Double?

        @Option(parsing: .unconditional, help: "How often the training data is gone through. (default: 20)")
        var epochs: Int?

        @Option(parsing: .unconditional, help: "Rows in a step. (default: 32)")
        var batchSize: Int?

        @Option(
            parsing: .unconditional, help: "The share of the training data that is kept for validation. (default: 0)")
        var validationSplit: Double?

        @Option(
            parsing: .unconditional, help: "The share of the data that is kept for the test at the end. (default: 0.2)")
        var testFraction: Double?

        @Option(
            parsing: .unconditional,
            help: "End after so many epochs without a better validation loss (or loss), and keep the best weights.")
        var earlyStopping: Int?

        func validate() throws {
            if let mistake = setup(from: TrainingSetup(), seed: nil).mistake { throw ValidationError("\(mistake).") }
            if label != nil || target != nil, !isFile {
                throw ValidationError("--label and --target are for CSV files; give one with --data.")
            }
            let forTables = table.given + (scaling == nil ? [] : ["--scaling"])
            if data != nil, !isFile, !forTables.isEmpty {
                throw ValidationError(
                    "\(forTables.joined(separator: ", ")): for CSV files only; give one with --data.")
            }
            let forImages = images.given + transfer.given
            if !forImages.isEmpty, !isFolder {
                throw ValidationError(
                    "\(forImages.joined(separator: ", ")): for images only; give their folder with --data.")
            }
            if transfer.base == nil, !transfer.given.isEmpty {
                throw ValidationError(
                    "\(transfer.given.joined(separator: ", ")): give the network to begin with, such as --base vgg16.")
            }
            let without = [
                ("--filters", images.filters != nil), ("--hidden", hidden != nil),
                ("--no-normalize", normalize == false),
            ].filter(\.1).map(\.0)
            if transfer.base != nil, !without.isEmpty {
                throw ValidationError(
                    "\(without.joined(separator: ", ")): not with --base, whose layers are as they are; --head says "
                        + "what comes after it.")
            }
        }

        private var isFile: Bool { if case .file = data { true } else { false } }
        private var isFolder: Bool { if case .folder = data { true } else { false } }

        /// `64,64` or `none`.
        static func units(_ text: String) throws -> [Int] {
            if text == "none" { return [] }
            return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
                guard let units = Int(part), (1...1 << 16).contains(units) else {
                    throw ValidationError(
                        "give the units of each layer, 1 to \(1 << 16), such as 64,64; or none for no hidden layer")
                }
                return units
            }
        }
    }

    extension SetupOptions {
        /// The setup that the options ask for; what they leave open is as in `base`.
        func setup(from base: TrainingSetup, seed: UInt64?) -> TrainingSetup {
            var setup = base
            if let data { setup.data = data.name }
            setup.label = label ?? base.label
            setup.target = target ?? base.target
            if isFile || base.table != nil {
                var table = table.setup(from: base.table)
                table.scaling = scaling ?? table.scaling
                setup.table = table
            }
            if case .folder = data {
                setup.images = images.setup(from: base.images ?? .standard)
                setup.filters = images.filters ?? base.filters
                setup.transfer = transfer.setup(from: base.transfer)
                if base.images == nil { setup.hidden = setup.transfer == nil ? [128] : transfer.head ?? [256] }
            }
            setup.hidden = hidden ?? setup.hidden
            setup.activation = activation ?? base.activation
            setup.dropout = dropout ?? base.dropout
            setup.normalize = normalize ?? base.normalize
            setup.optimizer = optimizer ?? base.optimizer
            setup.learningRate = learningRate ?? base.learningRate
            setup.epochs = epochs ?? base.epochs
            setup.batchSize = batchSize ?? base.batchSize
            setup.validationSplit = validationSplit ?? base.validationSplit
            setup.testFraction = testFraction ?? base.testFraction
            setup.earlyStopping = earlyStopping ?? base.earlyStopping
            setup.seed = seed ?? base.seed
            return setup
        }

        /// Options that were given though any compiled model has settled what they say.
        var settledByModel: [String] {
            let given = [
                ("--hidden", hidden != nil), ("--activation", activation != nil), ("--dropout", dropout != nil),
                ("--normalize", normalize != nil), ("--scaling", scaling != nil), ("--optimizer", optimizer != nil),
                ("--learning-rate", learningRate != nil),
            ]
            return given.filter(\.1).map(\.0) + images.given + transfer.given
        }

        /// Options that were given though a checkpoint of `martlet train` has settled what they say.
        var settledByCheckpoint: [String] {
            let given = [
                ("--batch-size", batchSize != nil), ("--validation-split", validationSplit != nil),
                ("--test-fraction", testFraction != nil),
            ]
            return given.filter(\.1).map(\.0)
        }
    }

    extension LabeledData.Target: ExpressibleByArgument {}
    extension TablePreparation.Scaling: ExpressibleByArgument {}
#endif
