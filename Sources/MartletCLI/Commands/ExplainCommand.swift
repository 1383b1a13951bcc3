#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet explain`: which features make a model say what it says.
    struct ExplainCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Say how much each feature adds to what a model says, as Shapley values.",
            discussion: """
                Rows that training kept for the test are explained, by KernelSHAP: a feature that isn't known has the \
                values of some rows of the training part, the background. Of other data a fifth is explained. Up to 11 features \
                values are exact, and of more if --coalitions allows for all 2ⁿ; else each has a standard error.

                --output writes a chart (.svg), a page with all charts (.html), the numbers (.json) or a table (.csv).

                Of a model of images --input asks where in a photo it finds what it says: by Grad-CAM, or by covering one part \
                after another. --output then writes the photo under a map of that (.svg), or the map (.json).

                EXAMPLE:
                  martlet explain iris.safetensors --data iris --background 100 --samples 10 --output shap.svg
                  martlet explain flowers.safetensors --chart waterfall --row 3 --class rose --output why.svg
                  martlet explain flowers.safetensors --samples 200 --output report.html --json
                  martlet explain cats.safetensors --input photo.jpg --output where.svg
                """)

        @OptionGroup var model: ModelOptions

        @OptionGroup var data: DataOptions

        @Option(help: "The JPEG or PNG file that a model of images is asked about; - is standard input.")
        var input: String?

        @Option(help: "How --input is explained: grad-cam or occlusion.", transform: Self.method)
        var method = "grad-cam"

        @Option(parsing: .unconditional, help: "Rows that stand for features that aren't known.")
        var background = 100

        @Option(parsing: .unconditional, help: "Sum the training part up by so many centres of clusters instead.")
        var clusters: Int?

        @Option(parsing: .unconditional, help: "Rows that are explained.")
        var samples = 10

        @Option(
            parsing: .unconditional,
            help: "Coalitions of features the model is asked about for each row. (default: 2 × features + 2048)")
        var coalitions: Int?

        @Option(parsing: .unconditional, help: "Ask about no more coalitions than this standard error of values takes.")
        var standardError: Double?

        @Option(help: "identity, or logit for log-odds of probabilities.", transform: Self.choice)
        var link = Link.identity

        @Option(
            help: ArgumentHelp(
                "The file to write: .svg, .html, .json or .csv.", valueName: "file"))
        var output: String?

        @Option(help: "What an .svg file shows: bar, beeswarm, waterfall, force, dependence or heat-map.")
        var chart = ExplanationRun.Chart.bar

        @Option(parsing: .unconditional, help: "The row that a waterfall or force chart shows, from 0.")
        var row = 0

        @Option(name: .customLong("class"), help: "The class that a chart shows. (default: the row's, or the first)")
        var className: String?

        @Option(help: "The feature that a dependence chart shows. (default: the most important)")
        var feature: String?

        @Option(help: "light or dark.", transform: Self.choice)
        var theme = ChartTheme.light

        @OptionGroup var common: CommonOptions

        private static func method(_ text: String) throws -> String {
            guard ["grad-cam", "occlusion"].contains(text) else {
                throw ValidationError("give grad-cam or occlusion")
            }
            return text
        }

        private static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Choice {
            guard let choice = Choice(rawValue: text) else {
                throw ValidationError("give one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return choice
        }

        func validate() throws {
            for (option, value) in [
                ("--background", background), ("--samples", samples), ("--clusters", clusters ?? 1),
            ] where value < 1 {
                throw ValidationError("\(option) must be at least 1, and is \(value).")
            }
            if let output, ExplanationRun.Kind(path: output) == nil {
                throw ValidationError("'\(output)' must end in .svg, .html, .json or .csv.")
            }
        }

        func run() throws {
            let loaded = try model.loaded()
            if let input { return try explain(input, by: loaded) }
            let source = try data.source(for: loaded)
            var files = FilePlan()
            files.reads(model.model, as: "the model")
            files.reads(model.keras.architecture, as: "--architecture")
            files.reads(source.path, as: "--data")
            files.writes(output, as: "--output")
            try files.check()
            let table = data.table.setup(from: loaded, for: source.name)
            let examples = try source.load(for: loaded, label: data.label, table: table).examples
            let run = try ExplanationRun(
                loaded, examples, of: source, background: background, clusters: clusters, samples: samples,
                coalitions: coalitions, standardError: standardError, link: link, seed: common.seed)
            for warning in run.warnings { printError("martlet: warning: \(warning)") }
            if let output {
                try run.write(
                    to: output, chart: chart, row: row, className: className, feature: feature, theme: theme)
            }
            common.print(run.json) { run.text }
        }

        private func explain(_ input: String, by loaded: LoadedModel) throws {
            #if Images
                var files = FilePlan()
                files.reads(model.model, as: "the model")
                files.reads(model.keras.architecture, as: "--architecture")
                files.reads(input == "-" ? nil : input, as: "--input")
                files.writes(output, as: "--output")
                try files.check()
                let run = try withInput(input) { path in
                    try ImageExplanationRun(
                        loaded, of: path, called: input, method: .init(rawValue: method) ?? .gradCAM,
                        className: className)
                }
                if let output { try run.write(to: output, theme: theme) }
                common.print(run.json) { run.text }
            #else
                throw BadData("--input takes images, which martlet was built without (trait Images)")
            #endif
        }
    }

    extension ExplanationRun.Chart: ExpressibleByArgument {}
#endif
