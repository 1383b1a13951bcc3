public import MartletNN

extension SummaryWriter {
    /// Shows how long each layer takes, as a table among the texts, and notes the sum, in microseconds, as a number whose tag
    /// ends in `_microseconds`: of what `Model.profile` and `profileTraining` give.
    public func profile(_ tag: String, _ profile: Profile, step: Int) throws {
        func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
        func rounded(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
        let rows = profile.layers.map { layer in
            [
                cell(layer.path), cell(layer.kernel), rounded(layer.nanoseconds / 1000),
                layer.gigaflops > 0 ? rounded(layer.gigaflops) : "",
                rounded(100 * layer.nanoseconds / max(profile.nanoseconds, 1)) + " %",
            ].joined(separator: " | ")
        }
        let head = "| Layer | Kernel | µs | GFLOP/s | Share |\n|---|---|---|---|---|\n"
        try text(tag, head + rows.map { "| \($0) |\n" }.joined(), step: step)
        try scalar("\(tag)_microseconds", profile.nanoseconds / 1000, step: step)
    }
}
