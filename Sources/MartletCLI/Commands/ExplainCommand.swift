#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet explain`: which features make a model say what it says.
    struct ExplainCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Say how much each feature adds to what a model says, as Shapley values.",
            discussion: """
                Rows that training kept for the test are explained, or the first rows of other --data, which needs no labels, or \
                one --row, by KernelSHAP: a feature that isn't known has the values of rows of the background. That is some of the training \
                part, or rows of --background-data. A column of words is one feature. Up to 11 features values are exact, and \
                of more if --coalitions allows for all 2ⁿ; else each has a standard error.

                --output writes a chart (.svg), a page with all charts (.html), the numbers (.json) or a table (.csv).

                Of a model of images --input asks where in a photo it finds what it says: by Grad-CAM, or by covering one part \
                after another. --output then writes the photo under a map of that (.svg), or the map (.json).

                EXAMPLE:
                  martlet explain iris.safetensors --data iris --background 100 --samples 10 --output shap.svg
                  martlet explain flowers.safetensors --row 3
                  martlet explain flowers.safetensors --row 3 --chart waterfall --class rose --output why.svg
                  martlet explain flowers.safetensors --data mine.csv --background-data flowers.csv
                  martlet explain flowers.safetensors --samples 200 --output report.html --json
                  martlet explain cats.safetensors --input photo.jpg --output where.svg
                """)

        @OptionGroup var model: ModelOptions

        @OptionGroup var data: DataOptions

        @Option(help: "The JPEG or PNG file that a model of images is asked about; - is standard input.")
        var input: String?

        @Option(
            help: "How --input is explained: grad-cam or occlusion. (default: grad-cam)", transform: Self.choice)
        var method: ExplanationMethod?

        @Option(
            help: """
                The path of the layer whose feature maps grad-cam takes. (default: the last that are as large as those of the \
                last convolution)
                """)
        var layer: String?

        @Option(parsing: .unconditional, help: "Rows that stand for features that aren't known. (default: 100)")
        var background: Int?

        @Option(
            help: """
                The data these rows are of: as --data, and without labels. (default: the part of its data that the model \
                learned from)
                """,
            transform: DataSource.init)
        var backgroundData: DataSource?

        @Option(parsing: .unconditional, help: "Sum the background up by so many centres of clusters instead.")
        var clusters: Int?

        @Option(parsing: .unconditional, help: "Rows that are explained. (default: 10)")
        var samples: Int?

        @Option(
            parsing: .unconditional,
            help: """
                The row of --data that is explained alone, counted from 0 for the first below the header; explanations name \
                their rows in this way.
                """)
        var row: Int?

        @Option(
            parsing: .unconditional,
            help: "Coalitions of features the model is asked about for each row. (default: 2 × features + 2048)")
        var coalitions: Int?

        @Option(parsing: .unconditional, help: "Ask about no more coalitions than this standard error of values takes.")
        var standardError: Double?

        @Option(
            help: ArgumentHelp(
                """
                Which features get a value: off, all; a number, so many of each row; aic or bic, those that a criterion takes; \
                auto, aic where less than a fifth of the coalitions are asked about, as in shap. (default: off)
                """, valueName: "off|auto|aic|bic|n"),
            transform: L1Selection.init)
        var l1: L1Selection?

        @Option(
            help: """
                identity, or logit for log-odds of probabilities, where 0 and 1 count as the nearest float32 number to them. \
                (default: identity)
                """, transform: Self.choice)
        var link: Link?

        @Option(
            help: ArgumentHelp(
                "The file to write: .svg, .html, .json or .csv.", valueName: "file"))
        var output: String?

        @Option(
            help: """
                What an .svg file shows: bar, beeswarm, dependence or heat-map, or of the first row waterfall or force. \
                (default: bar)
                """)
        var chart: ExplanationRun.Chart?

        @Option(
            name: .customLong("class"),
            help: """
                The class that a chart shows (default: for a row the one it is given, else the first, and of bars all), or that \
                is looked for in a photo (default: the one it is given).
                """)
        var className: String?

        @Option(help: "The feature that a dependence chart shows. (default: the most important)")
        var feature: String?

        @Option(help: "What an .svg file is drawn on: light or dark. (default: light)", transform: Self.choice)
        var theme: ChartTheme?

        @OptionGroup var common: CommonOptions

        private static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Choice {
            guard let choice = Choice(rawValue: text) else {
                throw ValidationError("give one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return choice
        }

        func validate() throws {
            for (option, value) in [
                ("--background", background), ("--samples", samples), ("--clusters", clusters),
            ] {
                if let value, value < 1 { throw ValidationError("\(option) must be at least 1, and is \(value).") }
            }
            if let output, ExplanationRun.Kind(path: output) == nil {
                throw ValidationError("'\(output)' must end in .svg, .html, .json or .csv.")
            }
            let forTables = data.given + given.filter { !["--method", "--layer", "--theme", "--class"].contains($0) }
            if input != nil {
                try refuse(forTables, "--input takes photos, and these options are for tables")
            } else {
                try refuse(
                    given.filter { ["--method", "--layer"].contains($0) }, "these are for photos; give one as --input")
            }
            if layer != nil, method == .occlusion {
                throw ValidationError("--layer is for --method grad-cam; occlusion asks the whole network.")
            }
            if let row, row < 0 { throw ValidationError("--row must be at least 0, and is \(row).") }
            if row != nil, samples != nil { throw ValidationError("--row is one row; leave out --samples.") }
            if clusters != nil, background != nil {
                throw ValidationError("--clusters sums all of the background up; leave out --background.")
            }
            let isSVG = output.map { ExplanationRun.Kind(path: $0) == .svg } ?? false
            let forCharts = given.filter { ["--chart", "--class", "--feature", "--theme"].contains($0) }
            if !isSVG, input == nil || forCharts != ["--class"] {
                try refuse(forCharts, "charts are written to .svg files; give one as --output")
            }
            if feature != nil, chart != .dependence { throw ValidationError("--feature is for --chart dependence.") }
        }

        /// Options of explaining that were given.
        private var given: [String] {
            [
                ("--method", method != nil), ("--layer", layer != nil), ("--background", background != nil),
                ("--background-data", backgroundData != nil), ("--clusters", clusters != nil),
                ("--samples", samples != nil), ("--coalitions", coalitions != nil),
                ("--standard-error", standardError != nil), ("--l1", l1 != nil), ("--link", link != nil),
                ("--chart", chart != nil),
                ("--row", row != nil), ("--class", className != nil), ("--feature", feature != nil),
                ("--theme", theme != nil),
            ].filter(\.1).map(\.0)
        }

        private func refuse(_ options: [String], _ reason: String) throws {
            if options.isEmpty { return }
            throw ValidationError("\(options.joined(separator: ", ")): \(reason).")
        }

        func run() throws {
            let loaded = try model.predictor()
            if let input { return try explain(input, by: loaded) }
            let source = try data.source(for: loaded)
            var files = FilePlan()
            files.reads(model.model, as: "the model")
            files.reads(model.keras.architecture, as: "--architecture")
            files.reads(source.path, as: "--data")
            files.reads(backgroundData?.path, as: "--background-data")
            files.writes(output, as: "--output")
            try files.check()
            let request = ExplanationRows.Request(
                source: source, label: data.label, table: data.table.setup(from: loaded, for: source.name),
                background: backgroundData, row: row, samples: samples ?? 10,
                backgroundRows: clusters == nil ? background ?? 100 : nil,
                seed: common.seed ?? loaded.dataSetup?.seed ?? 0)
            let settings = ExplanationRun.Settings(
                clusters: clusters, coalitions: coalitions, standardError: standardError, l1: l1 ?? .off,
                link: link ?? .identity)
            let run = try Self.named { try ExplanationRun(loaded, request, settings) }
            for warning in run.warnings { printError("martlet: warning: \(warning)") }
            if let output {
                try run.write(
                    to: output, chart: chart ?? .bar, className: className, feature: feature, theme: theme ?? .light)
            }
            common.print(run.json) { run.text }
        }

        /// Faults of arguments by the names of the options that set them.
        private static func named<R>(_ body: () throws -> R) throws -> R {
            do {
                return try body()
            } catch ExplanationError.invalid(let argument, let reason) {
                let options = [
                    "x": "--data", "row": "--row", "background": "--background-data", "clusters": "--clusters",
                    "nsamples": "--coalitions", "standardError": "--standard-error", "layer": "--layer",
                ]
                throw ExplanationError.invalid(argument: options[argument] ?? argument, reason: reason)
            }
        }

        private func explain(_ input: String, by loaded: any LoadedPredictor) throws {
            #if Images
                guard let network = loaded as? LoadedModel else {
                    throw BadData("'\(loaded.path)' holds an estimator, and --input is for networks that take images")
                }
                if isFolder(input) { throw BadData("'\(input)' is a folder; give one photo as --input") }
                var files = FilePlan()
                files.reads(model.model, as: "the model")
                files.reads(model.keras.architecture, as: "--architecture")
                files.reads(input == "-" ? nil : input, as: "--input")
                files.writes(output, as: "--output")
                try files.check()
                let run = try Self.named {
                    try withInput(input) { path in
                        try ImageExplanationRun(
                            network, of: path, called: input, method: method ?? .gradCAM, layer: layer,
                            className: className)
                    }
                }
                if let output { try run.write(to: output, theme: theme ?? .light) }
                common.print(run.json) { run.text }
            #else
                throw BadData("--input takes images, which martlet was built without (trait Images)")
            #endif
        }
    }

    extension ExplanationRun.Chart: ExpressibleByArgument {}

    extension L1Selection {
        fileprivate init(_ text: String) throws {
            switch (text, Int(text)) {
            case ("off", _): self = .off
            case ("auto", _): self = .auto
            case ("aic", _): self = .aic
            case ("bic", _): self = .bic
            case (_, let count?) where count > 0: self = .numFeatures(count)
            default: throw ValidationError("give off, auto, aic, bic or a positive number of features")
            }
        }
    }
#endif
