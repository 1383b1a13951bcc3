import MartletGraph
import MartletNN
import MartletNumerics

/// A search under way: the candidates so far and how they did.
struct SearchRun<Base: Estimator> {
    let settings: SearchSettings
    let base: Base
    let problem: Problem
    /// The folds of all rows.
    let folds: [Fold]
    private let scorers: [Scorer]
    private let programs = SharedPrograms.current ?? SharedPrograms()
    /// The scorer that decides.
    private let decisive: Int
    private var tried: [Base] = []
    private var candidates: [SearchResults.Candidate] = []

    /// - Throws: `EstimatorError` where the rows can't be divided, and for scorers of which none decides.
    init(_ settings: SearchSettings, _ base: Base, _ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws {
        self.settings = settings
        self.base = base
        problem = Problem(x, y, classes: base is any Classifier ? y.classCount : nil, sampleWeight: sampleWeight)
        folds = try settings.cv.checkedFolds(rows: problem.rows, classes: problem.codes, groups: nil)
        scorers = try Scorer.checked(settings.scoring, for: base)
        let names = scorers.map(\.name)
        switch settings.refit {
        case .none, .choosing: decisive = 0
        case .best:
            try Checks.check(
                names.count == 1, "refit", "must say which of several scorers decides, such as '\(names[0])'")
            decisive = 0
        case .by(let name):
            guard let place = names.firstIndex(of: name) else {
                throw EstimatorError.invalid(
                    argument: "refit", reason: "names '\(name)', and the scorers are \(names.joined(separator: ", "))")
            }
            decisive = place
        }
    }

    /// Tries candidates, and returns their mean scores.
    ///
    /// - Parameters:
    ///   - folds: those to judge by, as many as of all rows.
    ///   - round: which round of halving this is.
    /// - Throws: `EstimatorError` where all fits failed.
    mutating func evaluate(
        _ space: [SearchSpace<Base>.Candidate], on folds: [Fold], round: SearchResults.Round? = nil
    ) throws -> [Double] {
        let estimators = space.map { $0.reduce(into: base) { $1.apply(&$0) } }
        let texts = space.map { $0.map { ($0.name, $0.text) } }
        let log = SearchLog(settings, scorers: scorers.map(\.name), candidates: space.count, folds: folds.count)
        log.begin()
        let fits = try SharedPrograms.$current.withValue(programs) {
            try sideBySide(space.count * folds.count, workers: settings.workers) { job in
                let (candidate, fold) = job.quotientAndRemainder(dividingBy: folds.count)
                log.start(texts[candidate], fold: fold, candidate: candidate)
                let fit = try ScoredFit(
                    estimators[candidate], problem, folds[fold], scorers, scoresTraining: settings.returnTrainScore,
                    errorScore: settings.errorScore)
                log.end(texts[candidate], fold: fold, candidate: candidate, fit)
                return fit
            }.map { try $0.get() }
        }
        try ScoredFit.requireOne(of: fits)
        tried += estimators
        let new = space.indices.map { index in
            let own = Array(fits[index * folds.count..<(index + 1) * folds.count])
            return SearchResults.Candidate(texts[index], own, scorers.map(\.name), decisive: decisive, round: round)
        }
        candidates += new
        return new.map(\.meanTestScore)
    }

    /// What came of it, when the best candidate has learned from all rows.
    ///
    /// - Throws: `EstimatorError.invalid` for a place that is none; what learning throws.
    func outcome() throws -> SearchOutcome<Base> {
        var results = SearchResults(candidates, scorers: scorers.map(\.name), decisive: decisive)
        if case .choosing(let choose) = settings.refit {
            let place = choose(results)
            try Checks.check(
                candidates.indices.contains(place), "refit", "chose candidate \(place) of \(candidates.count)")
            results.bestIndex = place
        }
        results.track("search")
        let best = tried[results.bestIndex]
        if case .none = settings.refit {
            return SearchOutcome(results: results, bestEstimator: best, best: nil, refitTime: nil)
        }
        let start = nanoseconds()
        let learned = try SharedPrograms.$current.withValue(programs) {
            try AutomaticTracking.untracked {
                try best.learn(problem.x, problem.y, sampleWeight: problem.sampleWeight)
            }
        }
        let time = Double(nanoseconds() - start) * 1e-9
        return SearchOutcome(results: results, bestEstimator: best, best: learned, refitTime: time)
    }
}
