#if CommandLine
    import ArgumentParser
    import Martlet

    /// What every command takes.
    struct CommonOptions: ParsableArguments {
        @Flag(help: "Print one JSON object on standard output.")
        var json = false

        @Option(help: "Where random numbers start: the same seed gives the same bytes. (default: 0)")
        var seed: UInt64?

        func validate() throws {
            // Seeds are kept in JSON, whose whole numbers are those of Int.
            guard seed ?? 0 <= UInt64(Int.max) else { throw ValidationError("--seed must be at most \(Int.max).") }
        }

        /// Prints the result: as JSON if that was asked for, else as text.
        func print(_ result: JSON, text: () -> String) {
            Swift.print(json ? result.serialized() : text())
        }
    }
#endif
