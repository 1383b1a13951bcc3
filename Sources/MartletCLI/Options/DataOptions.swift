#if CommandLine
    import ArgumentParser
    import Martlet

    /// The data with labels that a model is judged by.
    struct DataOptions: ParsableArguments {
        @Option(
            help: """
                digits, iris, wine, breast_cancer, a CSV file or a folder of images. (default: what the model was \
                trained on)
                """,
            transform: DataSource.init)
        var data: DataSource?

        @Option(parsing: .unconditional, help: "The label's column in a CSV file. (default: as in training)")
        var label: String?

        @OptionGroup var table: TableOptions

        /// Options that were given.
        var given: [String] {
            [("--data", data != nil), ("--label", label != nil)].filter(\.1).map(\.0) + table.given
        }

        /// The data that the option names, or that the model was trained on.
        ///
        /// - Throws: `ValidationError` if neither is known, and for options that don't suit the data; `BadData` if what the
        ///   model was trained on isn't there any more.
        func source(for loaded: any LoadedPredictor) throws -> DataSource {
            guard let source = try data ?? loaded.dataSetup.map({ try DataSource($0.data) }) else {
                throw ValidationError("The model's file doesn't say what it was trained on; give --data.")
            }
            if data == nil, let path = source.path, !exists(path) {
                throw BadData("'\(path)', which '\(loaded.path)' was trained on, isn't there; give --data")
            }
            let forTables = (label == nil ? [] : ["--label"]) + table.given
            if !forTables.isEmpty, !source.isFile {
                throw ValidationError("\(forTables.joined(separator: ", ")): for CSV files only.")
            }
            return source
        }
    }
#endif
