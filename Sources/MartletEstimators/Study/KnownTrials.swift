/// What is known to a trial of those before it, whoever runs them and however fast: so its parameters and whether it is
/// ended early depend on nothing else.
struct KnownTrials: Sendable {
    let study: StudyRules
    /// In the order of their numbers.
    let finished: [StudyTrial]
    /// Those that may still run, whose parameters alone are known.
    let running: [StudyTrial]

    /// Those that a trial is compared with.
    func rivals(of number: Int) -> KnownTrials {
        guard let brackets = Hyperband(study.pruner, finished) else { return self }
        let own = brackets.bracket(of: number, study.name)
        func isRival(_ trial: StudyTrial) -> Bool { brackets.bracket(of: trial.number, study.name) == own }
        return KnownTrials(study: study, finished: finished.filter(isRival), running: running.filter(isRival))
    }
}

/// How a study draws and judges.
struct StudyRules: Sendable {
    let name: String
    let direction: StudyDirection
    let sampler: StudySampler
    let pruner: StudyPruner
    let seed: UInt64
    /// Trials that may run at a time.
    let concurrency: Int

    /// - Throws: `EstimatorError.invalid` for numbers that can't be.
    func check() throws {
        try Checks.check(concurrency >= 1, "concurrency", "must be positive, and is \(concurrency)")
        try Checks.check(seed <= UInt64(Int.max), "seed", "must be at most \(Int.max), and is \(seed)")
        try sampler.check()
        try pruner.check()
    }
}
