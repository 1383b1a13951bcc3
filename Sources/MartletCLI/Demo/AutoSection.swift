import Martlet

/// Finds out how to learn a table.
struct AutoSection: DemoSection {
    let name = "auto"
    let title = "Learn a table without being told how"

    func run(_ stage: inout DemoStage) throws -> JSON {
        var run = AutoRun(.dataset(.wine), seed: stage.run.setup.seed)
        (run.minutes, run.trials, run.folds) = (nil, 8, 3)
        let result = try run.result(run.loaded())
        let tried = result.report.candidates
        stage.say(
            "   \(tried.count) estimators of 178 wines by \(run.folds) folds in \(result.seconds.short) s; an ensemble of "
                + "\(tried.count { $0.weight > 0 }) of them")
        stage.say("   Right on \(result.score.percent) of \(result.rows.test) wines that it has not seen")
        // The names of networks say all of their hyper-parameters.
        let names = tried.map { String($0.name.prefix { $0 != "," }) }
        stage.show(
            BarChart(y: "loss", categories: names, series: [.init("", tried.map(\.loss))]).svg,
            "What each loses on rows that it wasn't learned from, the best first")
        return result.json(run, savedTo: nil)
    }
}
