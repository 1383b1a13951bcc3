import MartletCodecs
import MartletNN

extension TrackedSearch {
    /// Ends the run of a candidate with how it did; as one that failed if one of its fits has.
    func end(_ trial: Int, _ candidate: SearchResults.Candidate) {
        var numbers = [
            "mean_test_score": candidate.meanTestScore, "std_test_score": candidate.stdTestScore,
            "mean_fit_time": mean(candidate.fitTimes),
        ]
        for (fold, score) in candidate.splitTestScores.enumerated() { numbers["split\(fold)_test_score"] = score }
        if let round = candidate.round {
            numbers["iter"] = Double(round.iteration)
            numbers["n_resources"] = Double(round.resources)
        }
        log(trial, numbers)
        end(trial, error: candidate.errors.lazy.compactMap(\.self).first)
    }

    /// Says which candidate is the best, as MLflow does of scikit-learn's searches, and how all did.
    func tell(_ results: SearchResults) {
        tell { run in
            let best = results.candidates[results.bestIndex]
            run.log(parameters: best.parameters.reduce(into: [:]) { $0["best_" + $1.key] = $1.value })
            run.log("best_cv_score", best.meanTestScore)
            run.log(Artifact("cv_results.json", .text(results.json.serialized())))
        }
    }
}
