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
                """)

        @OptionGroup var model: ModelOptions

        @Flag(help: "Show the computation, an operation a line.")
        var graph = false

        @Flag(help: "Show what runs to predict one row, a kernel a line.")
        var plan = false

        @OptionGroup var common: CommonOptions

        func run() throws {
            let inspection = try Inspection(model.loaded(), graph: graph, plan: plan)
            common.print(inspection.json) { inspection.text }
        }
    }
#endif
