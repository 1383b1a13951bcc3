import Martlet

/// Searches for the best hidden layers and learning rate.
struct TuneSection: DemoSection {
    let name = "tune"
    let title = "Search for a better network"

    func run(_ stage: inout DemoStage) throws -> JSON {
        var run = TuneRun(seed: stage.run.setup.seed)
        (run.trials, run.folds, run.epochs) = (6, 3, 10)
        let report = try run.report(stage.run.train, stage.test)
        let hidden = report.tuned.best.network.hidden.map(String.init).joined(separator: ", ")
        stage.say(
            "   \(report.results.candidates.count) combinations by \(run.folds) folds in \(report.tuned.seconds.short) s"
        )
        stage.say(
            "   The best has hidden layers of \(hidden) and learns at a rate of \(report.tuned.best.network.learningRate): "
                + "right on \(report.tuned.accuracy.percent) of the test's images")
        let ranked = report.results.candidates.sorted { $0.rankTestScore < $1.rankTestScore }
        let names = ranked.map { $0.parameters.sorted { $0.key < $1.key }.map(\.value).joined(separator: " · ") }
        let scores = ranked.map { 100 * $0.meanTestScore }
        stage.show(
            BarChart(y: "%", categories: names, series: [.init("", scores)]).svg,
            "Accuracy of each combination, the best first")
        run.trials = 20
        let study = try TuneStudy(run: run, prunes: true).report("digits", stage.run.train, stage.test)
        let most = study.study.parameterImportances.first.map { String($0.name.split(separator: ".").last ?? "") } ?? ""
        let pruned = study.study.trials.count { $0.state == .pruned }
        stage.say(
            "   A study of \(study.study.trials.count) trials, \(pruned) of them ended early, in \(study.tuned.seconds.short) s: "
                + "\(most) counts most")
        stage.show(study.study.historyChart.svg, "Accuracy of the study's trials")
        var json = report.json(data: "digits", run, savedTo: nil)
        json["study"] = study.json(data: "digits", run, savedTo: nil)
        return json
    }
}
