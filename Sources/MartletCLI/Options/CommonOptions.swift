#if CommandLine
    import ArgumentParser
    import Martlet

    /// What every command takes.
    struct CommonOptions: ParsableArguments {
        @Flag(help: "Print one JSON object on standard output. Errors and warnings are text on standard error.")
        var json = false

        @Option(
            parsing: .unconditional,
            help: "Where random numbers start: the same seed gives the same bytes. (default: 0)",
            transform: Self.seed)
        var seed: UInt64?

        private static func seed(_ text: String) throws -> UInt64 {
            // Seeds are kept in JSON, whose whole numbers are those of Int.
            guard let seed = Int(text), seed >= 0 else {
                throw ValidationError("give a whole number from 0 to \(Int.max)")
            }
            return UInt64(seed)
        }

        /// Prints the result: as JSON if that was asked for, else as text.
        func print(_ result: JSON, text: () -> String) {
            Swift.print(json ? result.serialized() : text().printable)
        }
    }
#endif
