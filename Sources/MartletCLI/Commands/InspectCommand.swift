#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet inspect`: what is in a model's file.
    struct InspectCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect",
            abstract: "Show what a model's file holds.",
            discussion: """
                EXAMPLE:
                  martlet inspect digits.safetensors
                  martlet inspect digits.safetensors --graph --plan
                  martlet inspect digits.safetensors --diagram --svg digits.svg
                """)

        @OptionGroup var model: ModelOptions

        @Flag(help: "Show the computation, an operation a line.")
        var graph = false

        @Flag(help: "Show what runs to predict one row, a kernel a line.")
        var plan = false

        @Flag(help: "Show how layers follow from one another, drawn as text.")
        var diagram = false

        @Option(help: "Draw that to this SVG file.")
        var svg: String?

        @Flag(help: "Draw also the layers that layers are made of.")
        var expandNested = false

        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard diagram || svg != nil || !expandNested else {
                throw ValidationError("--expand-nested is for --diagram and --svg; give one of them.")
            }
        }

        func run() throws {
            var files = FilePlan()
            files.reads(model.model, as: "the model")
            files.reads(model.keras.architecture, as: "--architecture")
            files.writes(svg, as: "--svg")
            try files.check()
            try MLflowClient.withFile(model.model, print(file:))
        }

        private func print(file: String) throws {
            let predictor = try model.predictor(in: file)
            if let estimator = predictor as? LoadedEstimator {
                let inspection = EstimatorInspection(loaded: estimator)
                try refuseDrawing(of: estimator)
                return common.print(inspection.json) { inspection.text }
            }
            guard let loaded = predictor as? LoadedModel else { return }
            let drawing =
                diagram || svg != nil
                ? loaded.model.diagram(showParameters: true, expandNested: expandNested) : nil
            if let svg, let drawing { try AtomicFile.write(drawing.svg, to: svg) }
            let inspection = try Inspection(
                loaded, file: file, diagram: diagram ? drawing?.text : nil, graph: graph, plan: plan)
            common.print(inspection.json) { inspection.text }
        }

        private func refuseDrawing(of estimator: LoadedEstimator) throws {
            let given = [("--graph", graph), ("--plan", plan), ("--diagram", diagram), ("--svg", svg != nil)]
                .filter(\.1).map(\.0)
            if given.isEmpty { return }
            throw ValidationError(
                "\(given.joined(separator: ", ")): for networks, and '\(estimator.path)' holds an estimator.")
        }
    }
#endif
