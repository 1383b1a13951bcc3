#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet demo`: what Martlet can do, in seconds.
    struct DemoCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "demo",
            abstract: "Train a network on handwritten digits and show what can be done with it.",
            discussion: """
                EXAMPLE:
                  martlet demo
                  martlet demo --seed 7 --json
                """)

        @OptionGroup var common: CommonOptions

        func run() throws {
            let results = try Demo.run(seed: common.seed ?? 0, isQuiet: common.json)
            if common.json { print(results.serialized()) }
        }
    }
#endif
