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
    func draw(_ number: Int, _ layout: StudyLayout) -> [Double] {
        var random = RandomGenerator(seed: study.seed, stream: UInt64(number))
        let tpe = TPE(rivals(of: number))
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
package struct TPE {
    private let candidates: Int
    /// The good ones, and all others with those that still run, in the order of their numbers.
    private let below, above: [StudyTrial]

    /// - Returns: nil where parameters are drawn at random.
    init?(_ known: KnownTrials) {
        guard case .tpe(let startupTrials, let candidates) = known.study.sampler else { return nil }
        let judged = known.finished.filter { $0.state != .failed }
        guard judged.count >= startupTrials else { return nil }
        self.candidates = candidates
        (below, above) = Self.split(judged, running: known.running, known.study.direction)
    }

    /// Complete and pruned trials that are good, at most 25 and a tenth of them, and all others.
    package static func split(
        _ trials: [StudyTrial], running: [StudyTrial], _ direction: StudyDirection
    ) -> (below: [StudyTrial], above: [StudyTrial]) {
        let good = min(Int((0.1 * Double(trials.count)).rounded(.up)), 25)
        let ranks = trials.map { Rank($0, direction) }
        let order = trials.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
        return (
            order.prefix(good).sorted().map { trials[$0] },
            (order.dropFirst(good).map { trials[$0] } + running).sorted { $0.number < $1.number }
        )
    }

    /// How good a trial is: complete ones by their values, then pruned ones, those that came far first.
    private struct Rank: Comparable {
        let (isPruned, step, loss): (Int, Int, Double)

        init(_ trial: StudyTrial, _ direction: StudyDirection) {
            if let value = trial.value {
                (isPruned, step, loss) = (0, 0, direction.loss(value))
            } else if let last = trial.lastStep, let value = trial.intermediateValues[last] {
                (isPruned, step, loss) = (1, -last, value.isNaN ? .infinity : direction.loss(value))
            } else {
                (isPruned, step, loss) = (1, 1, 0)
            }
        }

        static func < (a: Rank, b: Rank) -> Bool { (a.isPruned, a.step, a.loss) < (b.isPruned, b.step, b.loss) }
    }

    /// The candidate that is the most probable among good trials compared with others.
    func draw(_ places: [Int], _ dimensions: [Dimension], _ random: inout RandomGenerator) -> [Double] {
        let good = ParzenEstimator(dimensions, Self.observations(below, places))
        let bad = ParzenEstimator(dimensions, Self.observations(above, places))
        let drawn = (0..<candidates).map { _ in good.draw(&random) }
        let (gain, loss) = (good.logDensities(drawn), bad.logDensities(drawn))
        let best = drawn.indices.reduce(0) { gain[$1] - loss[$1] > gain[$0] - loss[$0] ? $1 : $0 }
        return drawn[best]
    }

    /// The numbers of the trials for which these parameters count.
    private static func observations(_ trials: [StudyTrial], _ places: [Int]) -> [[Double]] {
        trials.lazy.filter { trial in !places.contains { trial.point[$0].isNaN } }
            .map { trial in places.map { trial.point[$0] } }
    }
}
