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
                  martlet demo --report demo.html
                """)

        @Option(help: ArgumentHelp("Write what it showed as a page, with charts.", valueName: "file"))
        var report: String?

        @OptionGroup var common: CommonOptions

        func run() throws {
            var files = FilePlan()
            files.writes(report, as: "--report")
            try files.check()
            let (results, page) = try Demo.run(seed: common.seed ?? 0, isQuiet: common.json)
            if let report { try AtomicFile.write(page, to: report) }
            common.print(results) { report.map { "\nThe report is in \($0)" } ?? "" }
        }
    }
#endif
