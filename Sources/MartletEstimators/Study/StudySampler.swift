import MartletNumerics

/// How a study draws the parameters of its trials.
public enum StudySampler: Sendable, Equatable {
    /// Each by itself, on its scale each value as probable.
    case random
    /// Where good trials were and others weren't: the tree-structured Parzen estimator of Bergstra, Bardenet, Bengio, Kégl:
    /// "Algorithms for hyper-parameter optimization" (2011), as Optuna's `TPESampler` has it by default: parameters that
    /// count together are drawn together (Falkner, Klein, Hutter 2018), and trials that still run count as bad ones.
    ///
    /// - Parameters:
    ///   - startupTrials: how many trials must be known before; until then parameters are drawn at random.
    ///   - candidates: how many are drawn of which the best is taken.
    case tpe(startupTrials: Int = 10, candidates: Int = 24)

    func check() throws {
        guard case .tpe(let startupTrials, let candidates) = self else { return }
        try Checks.check(startupTrials >= 0, "startupTrials", "must be at least 0, and is \(startupTrials)")
        try Checks.check(candidates >= 1, "candidates", "must be positive, and is \(candidates)")
    }
}

extension KnownTrials {
    /// The parameters of a trial.
    ///
    /// - Parameters:
    ///   - sampled: the trials before it.
    ///   - horizon: those from here on may still run.
    func draw(_ number: Int, _ layout: StudyLayout, _ sampled: SampledTrials, horizon: Int) -> [Double] {
        var random = RandomGenerator(seed: study.seed, stream: UInt64(number))
        let tpe = TPE(study.sampler, sampled, number, horizon: horizon, where: rivals(of: number))
        var point = [Double](repeating: .nan, count: layout.names.count)
        for group in layout.groups where group.counts(at: point) {
            var together = tpe == nil ? [] : group.members.filter { !layout.dimensions[$0].isSingle }
            for place in group.members where !together.contains(place) {
                point[place] = layout.dimensions[place].draw(&random)
            }
            if together.isEmpty { continue }
            together.sort { layout.names[$0] < layout.names[$1] }
            let numbers = tpe?.draw(together, together.map { layout.dimensions[$0] }, &random) ?? []
            for (place, number) in zip(together, numbers) { point[place] = number }
        }
        return point
    }
}

/// The tree-structured Parzen estimator: where good trials were, and where others.
private struct TPE {
    private let candidates: Int
    private let trials: SampledTrials
    /// The good ones, and all others with those that still run, in the order of their numbers.
    private let below, above: [Int]

    /// - Returns: nil where parameters are drawn at random.
    init?(
        _ sampler: StudySampler, _ trials: SampledTrials, _ number: Int, horizon: Int, where isRival: (Int) -> Bool
    ) {
        guard case .tpe(let startupTrials, let candidates) = sampler,
            let (below, above) = trials.split(number, horizon: horizon, least: startupTrials, where: isRival)
        else { return nil }
        (self.candidates, self.trials, self.below, self.above) = (candidates, trials, below, above)
    }

    /// The candidate that is the most probable among good trials compared with others.
    func draw(_ places: [Int], _ dimensions: [Dimension], _ random: inout RandomGenerator) -> [Double] {
        let good = ParzenEstimator(dimensions, trials.observations(below, places))
        let bad = ParzenEstimator(dimensions, trials.observations(above, places))
        let drawn = (0..<candidates).map { _ in good.draw(&random) }
        let (gain, loss) = (good.logDensities(drawn), bad.logDensities(drawn))
        let best = drawn.indices.reduce(0) { gain[$1] - loss[$1] > gain[$0] - loss[$0] ? $1 : $0 }
        return drawn[best]
    }
}
