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
        var given: [String] { header == nil ? [] : ["--header"] }

        /// What the options ask for; what they leave open is as in `base`.
        func setup(from base: TableSetup?) -> TableSetup {
            var setup = base ?? TableSetup()
            setup.header = header?.meaning ?? setup.header
            return setup
        }
    }
#endif
