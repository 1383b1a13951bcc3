import MartletCodecs
import MartletNN
import MartletPlot

extension Study {
    /// Tells whoever wants to be told of searches, as `SearchResults` do: a run with the best trial, and each trial as a run
    /// within it.
    func track() {
        AutomaticTracking.run(name) { run in
            run.set(tags: ["direction": direction.rawValue])
            if let best = bestTrial, let value = best.value {
                run.log(parameters: best.parameters.reduce(into: [:]) { $0["best_" + $1.key] = $1.value })
                run.log("best_value", value)
            }
            run.log(Artifact("study.json", .text(json.serialized())))
            run.log(Artifact("history.svg", .image(Array(historyChart.svg.utf8))))
            run.log(Artifact("importances.svg", .image(Array(importanceChart.svg.utf8))))
            for trial in trials where trial.state.isFinished {
                try? run.child("trial \(trial.number)", tags: ["state": trial.state.rawValue]) { child in
                    child.log(parameters: trial.parameters)
                    for (step, value) in trial.intermediateValues.sorted(by: { $0.key < $1.key }) {
                        child.log("intermediate_value", value, step: step)
                    }
                    if let value = trial.value { child.log("value", value) }
                    if let error = trial.error { throw StudyError(error) }
                }
            }
        }
    }
}
