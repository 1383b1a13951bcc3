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
            let inspection = try model.keras.withFile(model.model, self.inspection(of:))
            common.print(inspection.json) { inspection.text }
        }

        private func inspection(of file: String) throws -> Inspection {
            let loaded = try LoadedModel(model.model, model.keras.read(file))
            let drawing =
                diagram || svg != nil
                ? loaded.model.diagram(showParameters: true, expandNested: expandNested) : nil
            if let svg, let drawing { try AtomicFile.write(drawing.svg, to: svg) }
            return try Inspection(
                loaded, file: file, diagram: diagram ? drawing?.text : nil, graph: graph, plan: plan)
        }
    }
#endif
