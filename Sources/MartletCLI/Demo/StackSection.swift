import Martlet

/// Lets an estimator learn from what three networks predict.
struct StackSection: DemoSection {
    let name = "stack"
    let title = "Stack three networks"

    func run(_ stage: inout DemoStage) throws -> JSON {
        var run = StackRun(hidden: [[32], [64], [64, 64]], seed: stage.run.setup.seed)
        run.epochs = 10
        let report = try run.report(stage.run.train, stage.test)
        let alone = report.alone.map(\.percent).joined(separator: ", ")
        stage.say("   \(run.folds * 3 + 4) fits in \(report.seconds.short) s")
        stage.say("   Right on \(alone) of the test's images alone, on \(report.classes.accuracy.percent) together")
        let names = run.hidden.map { "Dense " + $0.map(String.init).joined(separator: ", ") } + ["together"]
        let shares = (report.alone + [report.classes.accuracy]).map { 100 * $0 }
        stage.show(
            BarChart(y: "%", categories: names, series: [.init("", shares)]).svg, "Images that each reads rightly")
        return report.json(data: "digits", run)
    }
}
