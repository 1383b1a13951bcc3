import Martlet

/// Trains the tutorial's network: Dense 64 relu, Dense 64 relu, Dense 10 softmax, with Adam.
struct TrainingSection: DemoSection {
    let name = "train"
    let title = "Train a network to read handwritten digits"

    func run(_ stage: inout DemoStage) throws -> JSON {
        let setup = stage.run.setup
        let units = setup.hidden.map { "\($0) \(setup.activation)" } + ["\(stage.test.classNames.count) softmax"]
        stage.say("   \(stage.test.description)")
        stage.say(
            "   Dense \(units.joined(separator: " → ")); \(setup.optimizer), \(setup.epochs) epochs, batches of \(setup.batchSize)"
        )
        let outcome = try stage.run.fit(callbacks: [ProgressBar.quiet()])
        let report = try TrainingReport(stage.run, outcome)
        let accuracy = report.test?["accuracy"] ?? .nan
        stage.say(
            "   \(grouped(outcome.steps)) steps in \(outcome.seconds.short) s: \(rate(outcome.stepsPerSecond)) steps/s"
        )
        stage.say("   Accuracy on \(stage.test.count) images it has not seen: \(accuracy.percent)")
        stage.show(outcome.history, "accuracy", "Accuracy from epoch to epoch, while training")
        return report.json
    }
}
