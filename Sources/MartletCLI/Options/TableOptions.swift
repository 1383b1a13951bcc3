#if CommandLine
    import ArgumentParser
    import Martlet

    /// How a table is read. Options that aren't given are nil.
    struct TableOptions: ParsableArguments {
        @Option(
            help: """
                Whether a CSV file's first line names the columns: yes, no, or automatic, by whether it differs from the \
                rows below as names do, or holds the model's names. (default: automatic; with a model's own training \
                data as in training)
                """)
        var header: Header?

        @Option(
            help: """
                What stands for a missing value in a CSV file besides an empty field, with commas between; an empty list is \
                nothing else. (default: NA,N/A,n/a,NaN,nan,-nan,NULL,null,None,<NA>,?; for a model as in its training)
                """,
            transform: { $0.isEmpty ? [] : $0.split(separator: ",").map(String.init) })
        var missing: [String]?

        enum Header: String, CaseIterable, ExpressibleByArgument {
            case automatic, yes, no

            var meaning: CSV.Format.Header {
                switch self {
                case .automatic: .automatic
                case .yes: .present
                case .no: .absent
                }
            }
        }

        /// Options that were given.
        var given: [String] {
            [("--header", header != nil), ("--missing", missing != nil)].filter(\.1).map(\.0)
        }

        /// What the options ask for; what they leave open is as in `base`.
        func setup(from base: TableSetup?) -> TableSetup {
            var setup = base ?? TableSetup()
            setup.header = header?.meaning ?? setup.header
            setup.missing = missing ?? setup.missing
            return setup
        }

        /// What the options ask for; what they leave open is as in a model's training, the header for its data alone.
        func setup(from loaded: any LoadedPredictor, for source: String) -> TableSetup {
            var base = loaded.dataSetup?.table ?? TableSetup()
            if let stored = loaded.dataSetup, !areSame(stored.data, source) { base.header = .automatic }
            return setup(from: base)
        }
    }
#endif
