#if CommandLine
    import ArgumentParser
    import Martlet

    /// Which weights become zero, and when. Options that aren't given are nil.
    struct PruningOptions: ParsableArguments {
        @Option(
            help: """
                polynomial: from --from to --to, fast at first and then slowly; constant: --to from the first mask on. \
                (default: polynomial)
                """)
        var schedule: PruningSetup.Schedule?

        @Option(
            parsing: .unconditional,
            help: "The part of the weights that is zero at first. (default: 0.5, or --to if that is less)")
        var from: Double?

        @Option(parsing: .unconditional, help: "The part of the weights that is zero in the end. (default: 0.9)")
        var to: Double?

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp(
                """
                Where in training masks begin to be made: a step such as 200, or with a point a part of all steps such as \
                0.25. (default: 0)
                """, valueName: "step"),
            transform: PruningSetup.Moment.init)
        var begin: PruningSetup.Moment?

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("Where the last mask is made, so written. (default: 0.75)", valueName: "step"),
            transform: PruningSetup.Moment.init)
        var end: PruningSetup.Moment?

        @Option(
            parsing: .unconditional,
            help: "Steps from mask to mask. (default: 100, or in short training what makes 10 masks)")
        var frequency: Int?

        @Option(
            help: """
                Which weights are zero together. unstructured: each by itself; 8x1 and 4x1: 8 or 4 units of a dense layer for \
                one of its inputs; 2:4: 2 of each 4 input channels. (default: unstructured)
                """)
        var pattern: PruningSetup.Pattern?

        /// Options that were given, but for --to and --pattern.
        var givenOfSchedule: [String] {
            [
                ("--schedule", schedule != nil), ("--from", from != nil), ("--begin", begin != nil),
                ("--end", end != nil), ("--frequency", frequency != nil),
            ].filter(\.1).map(\.0)
        }

        /// Options that were given.
        var given: [String] {
            givenOfSchedule + [("--to", to != nil), ("--pattern", pattern != nil)].filter(\.1).map(\.0)
        }

        func validate() throws {
            if schedule == .constant, from != nil {
                throw ValidationError("--from is for --schedule polynomial; --to is all that a constant one has.")
            }
            if pattern == .twoOfFour, given != ["--pattern"] {
                throw ValidationError(
                    "--pattern 2:4 makes half of the weights zero in the first step; leave out "
                        + given.filter { $0 != "--pattern" }.joined(separator: ", ") + ".")
            }
        }
    }

    extension PruningSetup.Schedule: ExpressibleByArgument {}
    extension PruningSetup.Pattern: ExpressibleByArgument {}

    extension PruningSetup.Moment {
        fileprivate init(_ text: String) throws {
            if let step = Int(text), step >= 0 {
                self = .step(step)
            } else if text.contains("."), let share = Double(text), (0...1).contains(share) {
                self = .share(share)
            } else {
                throw ValidationError("give a step such as 200, or a part of all steps from 0.0 to 1.0")
            }
        }
    }
#endif
