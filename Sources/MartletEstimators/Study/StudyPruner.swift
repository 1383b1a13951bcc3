#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which trials are ended early, by what they report. Names and defaults are Optuna's.
public enum StudyPruner: Sendable, Equatable {
    /// None.
    case none
    /// A trial is ended whose best number so far is worse than a percentile of what complete trials had at the same step.
    ///
    /// - Parameters:
    ///   - percentile: of a hundred trials so many are good enough.
    ///   - startupTrials: how many must be complete before.
    ///   - warmupSteps: before which step none is ended.
    ///   - intervalSteps: from one look to the next.
    ///   - minTrials: how many must have had a number at the step.
    case percentile(
        Double, startupTrials: Int = 5, warmupSteps: Int = 0, intervalSteps: Int = 1, minTrials: Int = 1)
    /// Asynchronous successive halving (Li, Jamieson, Rostamizadeh et al.: "A system for massively parallel hyperparameter
    /// tuning", 2020): at each rung a trial goes on only if it is among the best of those that came there.
    ///
    /// - Parameters:
    ///   - minResource: the steps to the first rung; nil is a hundredth of the steps of the first complete trial.
    ///   - reductionFactor: of so many trials one goes on, to so many times as many steps.
    ///   - minEarlyStoppingRate: how many rungs are left out at the beginning.
    case successiveHalving(minResource: Int? = nil, reductionFactor: Int = 4, minEarlyStoppingRate: Int = 0)
    /// Hyperband (Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar 2018): each trial belongs to one of several successive
    /// halvings, which begin at different rungs.
    ///
    /// - Parameters:
    ///   - minResource: the steps to the first rung.
    ///   - maxResource: the steps of a trial; nil is one more than the last of the first complete trial.
    ///   - reductionFactor: of so many trials one goes on, to so many times as many steps.
    case hyperband(minResource: Int = 1, maxResource: Int? = nil, reductionFactor: Int = 3)

    /// A trial is ended whose best number so far is worse than the median of what complete trials had at the same step:
    /// `percentile` of 50.
    public static func median(
        startupTrials: Int = 5, warmupSteps: Int = 0, intervalSteps: Int = 1, minTrials: Int = 1
    ) -> StudyPruner {
        .percentile(
            50, startupTrials: startupTrials, warmupSteps: warmupSteps, intervalSteps: intervalSteps,
            minTrials: minTrials)
    }

    func check() throws {
        func check(_ factor: Int, _ least: Int?, _ most: Int? = nil) throws {
            try Checks.check(factor >= 2, "reductionFactor", "must be at least 2, and is \(factor)")
            try Checks.check((least ?? 1) >= 1, "minResource", "must be positive, and is \(least ?? 1)")
            try Checks.check((most ?? .max) >= (least ?? 1), "maxResource", "must be at least minResource")
        }
        switch self {
        case .none: break
        case .percentile(let percentile, let startup, let warmup, let interval, let least):
            try Checks.check(
                (0...100).contains(percentile), "percentile", "must be from 0 to 100, and is \(percentile)")
            for (name, number) in [("startupTrials", startup), ("warmupSteps", warmup)] {
                try Checks.check(number >= 0, name, "must be at least 0, and is \(number)")
            }
            for (name, number) in [("intervalSteps", interval), ("minTrials", least)] {
                try Checks.check(number >= 1, name, "must be positive, and is \(number)")
            }
        case .successiveHalving(let least, let factor, let rate):
            try check(factor, least)
            try Checks.check((0...62).contains(rate), "minEarlyStoppingRate", "must be from 0 to 62, and is \(rate)")
        case .hyperband(let least, let most, let factor): try check(factor, least, most)
        }
    }
}

extension KnownTrials {
    /// Whether a trial is to be ended; notes the rungs that it has come to.
    func shouldPrune(_ trial: inout StudyTrial) -> Bool {
        switch study.pruner {
        case .none: return false
        case .percentile(let percentile, let startup, let warmup, let interval, let least):
            let rule = PercentileRule(
                percentile: percentile, startupTrials: startup, warmupSteps: warmup, intervalSteps: interval,
                minTrials: least)
            return rule.ends(trial, finished.filter { $0.state == .complete }, study.direction)
        case .successiveHalving(let least, let factor, let rate):
            guard let least = least ?? firstSteps.map({ max(1, $0 / 100) }) else { return false }
            return isEnded(&trial, least, factor, rate)
        case .hyperband(let least, _, let factor):
            guard let brackets = Hyperband(study.pruner, finished) else { return false }
            let rate = brackets.bracket(of: trial.number, study.name)
            let isRival = rivals(of: trial.number)
            return KnownTrials(study: study, finished: finished.filter { isRival($0.number) })
                .isEnded(&trial, least, factor, rate)
        }
    }

    private var firstSteps: Int? { finished.firstSteps }

    private func isEnded(_ trial: inout StudyTrial, _ least: Int, _ factor: Int, _ rate: Int) -> Bool {
        guard let step = trial.lastStep, let value = trial.intermediateValues[step] else { return false }
        while true {
            let rung = trial.rungs.count
            guard Double(step) >= Double(least) * pow(Double(factor), Double(rate + rung)) else { return false }
            if value.isNaN { return true }
            let losses = (finished.compactMap { rung < $0.rungs.count ? $0.rungs[rung] : nil } + [value])
                .map(study.direction.loss).sorted()
            trial.rungs.append(value)
            // Before there are enough for one to go on, the best one does.
            if study.direction.loss(value) > losses[max(0, losses.count / factor - 1)] { return true }
        }
    }
}

extension [StudyTrial] {
    /// The last step of the first complete trial that reported any.
    fileprivate var firstSteps: Int? { lazy.filter { $0.state == .complete }.compactMap(\.lastStep).first }
}

/// The successive halvings that trials belong to.
struct Hyperband {
    /// How many trials of all those together each gets.
    private let budgets: [Int]

    /// - Returns: nil for another pruner, and as long as nobody knows how many steps a trial has.
    init?(_ pruner: StudyPruner, _ finished: [StudyTrial]) {
        guard case .hyperband(let least, let most, let factor) = pruner,
            let most = most ?? finished.firstSteps.map({ $0 + 1 }), most >= least
        else { return nil }
        let brackets = Int((log(Double(most) / Double(least)) / log(Double(factor))).rounded(.down)) + 1
        budgets = (0..<brackets).map { bracket in
            let rungs = brackets - 1 - bracket
            return Int((Double(brackets) * pow(Double(factor), Double(rungs)) / Double(rungs + 1)).rounded(.up))
        }
    }

    /// Which one a trial belongs to: which rung it begins at.
    func bracket(of trial: Int, _ study: String) -> Int {
        var lot = Int(crc32("\(study)_\(trial)")) % budgets.reduce(0, +)
        return budgets.firstIndex { budget in
            lot -= budget
            return lot < 0
        } ?? 0
    }
}

/// The checksum of ISO 3309, by which Optuna draws lots.
private func crc32(_ text: String) -> UInt32 {
    ~text.utf8.reduce(~0) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
}
