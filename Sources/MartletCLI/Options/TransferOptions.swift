#if CommandLine
    import ArgumentParser
    import Martlet

    /// Beginning with a network that was trained before. Options that aren't given are nil.
    struct TransferOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                """
                Begin with this network, trained on ImageNet and frozen: \
                \(TransferSetup.bases.map(\.name).joined(separator: ", ")). --head says what is put on it.
                """),
            transform: Self.base)
        var base: String?

        @Option(help: "The base's weights as Keras writes them (.h5, .weights.h5, .keras). (default: a download, once)")
        var weightsFile: String?

        @Option(
            parsing: .unconditional, help: "The units of the layers between base and classes, or none. (default: 256)",
            transform: SetupOptions.units)
        var head: [Int]?

        @Option(parsing: .unconditional, help: "Then train so many of the base's last layers too. (default: 0)")
        var fineTuneLast: Int?

        @Option(parsing: .unconditional, help: "For so many epochs. (default: 0)")
        var fineTuneEpochs: Int?

        @Option(parsing: .unconditional, help: "The size of Adam's steps then. (default: 0.0001)")
        var fineTuneLearningRate: Double?

        /// Options that were given.
        var given: [String] {
            [
                ("--base", base != nil), ("--weights-file", weightsFile != nil), ("--head", head != nil),
                ("--fine-tune-last", fineTuneLast != nil), ("--fine-tune-epochs", fineTuneEpochs != nil),
                ("--fine-tune-learning-rate", fineTuneLearningRate != nil),
            ].filter(\.1).map(\.0)
        }

        /// What the options ask for; nil if there is no base.
        func setup(from stored: TransferSetup?) -> TransferSetup? {
            guard var setup = base.map({ TransferSetup(base: $0) }) ?? stored else { return nil }
            setup.weightsFile = weightsFile ?? setup.weightsFile
            setup.fineTuneLast = fineTuneLast ?? setup.fineTuneLast
            setup.fineTuneEpochs = fineTuneEpochs ?? setup.fineTuneEpochs
            setup.fineTuneLearningRate = fineTuneLearningRate ?? setup.fineTuneLearningRate
            return setup
        }

        private static func base(_ name: String) throws -> String {
            _ = try TransferSetup(base: name).network
            return name
        }
    }
#endif
