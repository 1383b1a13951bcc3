#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet doctor`: what Martlet finds on this machine, and what should be mended.
    struct DoctorCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "doctor",
            abstract: "Show what Martlet finds on this machine, and what should be mended.",
            discussion: """
                Ends with 1 when something computes wrongly.

                EXAMPLE:
                  martlet doctor
                  martlet doctor --json
                """)

        @OptionGroup var common: CommonOptions

        func run() throws {
            let report = SystemReport()
            common.print(report.json) { report.text }
            try finishOutput()
            if !report.isHealthy { leave(.failure) }
        }
    }
#endif
