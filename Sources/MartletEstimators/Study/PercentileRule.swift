import MartletNumerics

/// Which trials a percentile of others ends: Optuna's `PercentilePruner`.
struct PercentileRule {
    let percentile: Double
    let startupTrials, warmupSteps, intervalSteps, minTrials: Int

    /// Whether a trial is ended, by what complete ones reported.
    func ends(_ trial: StudyTrial, _ complete: [StudyTrial], _ direction: StudyDirection) -> Bool {
        guard let step = trial.lastStep, step >= warmupSteps, isLook(at: step, trial),
            !complete.isEmpty, complete.count >= startupTrials
        else { return false }
        let losses = trial.intermediateValues.values.map(direction.loss).filter { !$0.isNaN }
        guard let best = losses.min() else { return true }
        let others = complete.compactMap { $0.intermediateValues[step] }.map(direction.loss)
        let numbers = others.filter { !$0.isNaN }
        guard others.count >= minTrials,
            let limit = try? Tensor(numbers).percentile(percentile).scalar(as: Double.self)
        else { return false }
        return best > limit
    }

    /// Whether it is the first step that was reported of its interval.
    private func isLook(at step: Int, _ trial: StudyTrial) -> Bool {
        let begin = (step - warmupSteps) / intervalSteps * intervalSteps + warmupSteps
        return !trial.intermediateValues.keys.contains { $0 >= begin && $0 < step }
    }
}
