import MartletCodecs
import MartletNN

extension SearchResults {
    /// Tells whoever wants to be told of searches, as MLflow does of scikit-learn's: a run with the best candidate, and each
    /// candidate as a run within it.
    func track(_ search: String) {
        AutomaticTracking.run(search) { run in
            let best = candidates[bestIndex]
            run.log(parameters: best.parameters.reduce(into: [:]) { $0["best_" + $1.key] = $1.value })
            run.log("best_cv_score", best.meanTestScore)
            run.set(tags: ["scoring": scorer])
            run.log(Artifact("cv_results.json", .text(json.serialized())))
            for (number, candidate) in candidates.enumerated() {
                run.child("candidate \(number)") { trial in
                    trial.log(parameters: candidate.parameters)
                    var numbers = [
                        "mean_test_score": candidate.meanTestScore, "std_test_score": candidate.stdTestScore,
                        "rank_test_score": Double(candidate.rankTestScore), "mean_fit_time": mean(candidate.fitTimes),
                    ]
                    for (fold, score) in candidate.splitTestScores.enumerated() {
                        numbers["split\(fold)_test_score"] = score
                    }
                    trial.log(numbers, step: 0)
                }
            }
        }
    }
}
