import MartletCodecs
import MartletNN
import MartletPlot

extension Study {
    /// Says what the study was asked for.
    func begin(_ tracked: TrackedSearch) {
        tracked.tell { [self] run in
            run.set(tags: ["direction": direction.rawValue])
            run.log(parameters: rules.parameters)
        }
    }

    /// Says which trial is the best, and how all did.
    func end(_ tracked: TrackedSearch) {
        tracked.tell { [self] run in
            if let best = bestTrial, let value = best.value {
                run.log(parameters: best.parameters.reduce(into: [:]) { $0["best_" + $1.key] = $1.value })
                run.log("best_value", value)
            }
            run.log(Artifact("study.json", .text(json.serialized())))
            run.log(Artifact("history.svg", .image(Array(historyChart.svg.utf8))))
            run.log(Artifact("importances.svg", .image(Array(importanceChart.svg.utf8))))
        }
    }
}

extension TrackedSearch {
    /// Ends the run of a trial with how it did.
    func end(_ trial: StudyTrial) {
        if let value = trial.value { log(trial.number, ["value": value]) }
        end(trial.number, tags: ["state": trial.state.rawValue], error: trial.error)
    }
}

extension StudyRules {
    fileprivate var parameters: [String: String] {
        ["sampler": "\(sampler)", "pruner": "\(pruner)", "seed": "\(seed)", "concurrency": "\(concurrency)"]
    }
}
