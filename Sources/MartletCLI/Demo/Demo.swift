import Martlet

/// What `martlet demo` shows, in order. A new capability adds its section.
enum Demo {
    static let sections: [any DemoSection] = [
        TrainingSection(), PredictionSection(), ExplanationSection(), ModelFileSection(), ConvolutionSection(),
        QuantizationSection(), PruningSection(), StackSection(), TuneSection(), AutoSection(),
        AgentSection(),
        TrackingSection(),
    ]

    /// Runs all sections; returns their results by name, and what they showed as a page.
    static func run(seed: UInt64, isQuiet: Bool) throws -> (results: JSON, page: String) {
        let run = try TrainingRun(TrainingSetup(seed: seed), Digits.load())
        guard let test = run.test else { preconditionFailure("the standard setup keeps examples for testing") }
        var stage = DemoStage(run: run, test: test, isQuiet: isQuiet)
        var results: JSON = [:]
        for (index, section) in sections.enumerated() {
            if !isQuiet { print("\(index == 0 ? "" : "\n")\(index + 1). \(section.title)") }
            stage.report.begin(section.title)
            results[section.name] = try section.run(&stage)
        }
        return (results, stage.report.page(seed: seed, machine: ProcessorInfo().name))
    }
}
