/// What is known to a trial of those before it, whoever runs them and however fast: so whether it is ended early depends on
/// nothing else.
struct KnownTrials: Sendable {
    let study: StudyRules
    /// In the order of their numbers; none where nothing is ended early.
    let finished: [StudyTrial]

    /// Tells the trials that one is compared with from others, by their numbers.
    func rivals(of number: Int) -> (Int) -> Bool {
        guard let brackets = Hyperband(study.pruner, finished) else { return { _ in true } }
        let own = brackets.bracket(of: number, study.name)
        return { brackets.bracket(of: $0, study.name) == own }
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
