#if CommandLine
    import ArgumentParser
    import Martlet

    /// What `predict` and `evaluate` have in common: how a model computes.
    struct InferenceOptions: ParsableArguments {
        @Option(
            help: "What convolutions multiply: float32, or bfloat16, which takes less memory and is less exact.",
            transform: Self.precision)
        var precision = Precision.float32

        private static func precision(_ text: String) throws -> Precision {
            guard let precision = Precision(rawValue: text) else {
                throw ValidationError("give one of \(Precision.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return precision
        }
    }
#endif
