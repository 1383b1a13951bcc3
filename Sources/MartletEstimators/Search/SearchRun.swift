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
    private let tracked: TrackedSearch
    private let scorers: [Scorer]
    private let programs = SharedPrograms.current ?? SharedPrograms()
    /// The scorer that decides.
    private let decisive: Int
    private var tried: [Base] = []
    private var candidates: [SearchResults.Candidate] = []

    /// What comes of a search whose candidates `evaluate` tries.
    ///
    /// - Parameter parameters: what it was asked for, besides the settings.
    /// - Throws: `EstimatorError` where the rows can't be divided, and for scorers of which none decides; what `evaluate`
    ///   throws.
    static func outcome(
        _ settings: SearchSettings, _ base: Base, _ x: Tensor, _ y: Tensor, sampleWeight: [Double]?,
        parameters: [String: String], _ evaluate: (inout SearchRun) throws -> Void
    ) throws -> SearchOutcome<Base> {
        try TrackedSearch.run("search") { tracked in
            var run = try SearchRun(tracked, settings, base, x, y, sampleWeight: sampleWeight)
            let scorer = run.scorers[run.decisive].name
            tracked.tell {
                $0.log(parameters: parameters.merging(["estimator": "\(Base.self)", "cv": "\(settings.cv)"]) { $1 })
                $0.set(tags: ["scoring": scorer])
            }
            try evaluate(&run)
            return try run.outcome()
        }
    }

    private init(
        _ tracked: TrackedSearch, _ settings: SearchSettings, _ base: Base, _ x: Tensor, _ y: Tensor,
        sampleWeight: [Double]?
    ) throws {
        self.tracked = tracked
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
        let new = try SharedPrograms.$current.withValue(programs) {
            try evaluated(space.map { $0.map { ($0.name, $0.text) } }, estimators, on: folds, round: round)
        }
        tried += estimators
        candidates += new
        return new.map(\.meanTestScore)
    }

    private func evaluated(
        _ texts: [[(String, String)]], _ estimators: [Base], on folds: [Fold], round: SearchResults.Round?
    ) throws -> [SearchResults.Candidate] {
        let (before, names) = (tried.count, scorers.map(\.name))
        let log = SearchLog(settings, scorers: names, candidates: texts.count, folds: folds.count)
        log.begin()
        func candidate(_ place: Int, _ fits: [ScoredFit]) -> SearchResults.Candidate {
            SearchResults.Candidate(texts[place], fits, names, decisive: decisive, round: round)
        }
        let fits = try sideBySide(
            candidates: texts.count, folds: folds.count, workers: settings.workers
        ) { place, fold in
            tracked.begin(before + place, as: "candidate", Dictionary(uniqueKeysWithValues: texts[place]))
            log.start(texts[place], fold: fold, candidate: place)
            let fit = try ScoredFit(
                estimators[place], problem, folds[fold], scorers, scoresTraining: settings.returnTrainScore,
                errorScore: settings.errorScore)
            log.end(texts[place], fold: fold, candidate: place, fit)
            return fit
        } whenAll: { place, fits in
            guard tracked.isTold, let fits = try? fits.map({ try $0.get() }) else { return }
            tracked.end(before + place, candidate(place, fits))
        }.map { try $0.map { try $0.get() } }
        try ScoredFit.requireOne(of: fits.flatMap(\.self))
        return fits.enumerated().map(candidate)
    }

    /// What came of it, when the best candidate has learned from all rows.
    ///
    /// - Throws: `EstimatorError.invalid` for a place that is none; what learning throws.
    private func outcome() throws -> SearchOutcome<Base> {
        var results = SearchResults(candidates, scorers: scorers.map(\.name), decisive: decisive)
        if case .choosing(let choose) = settings.refit {
            let place = choose(results)
            try Checks.check(
                candidates.indices.contains(place), "refit", "chose candidate \(place) of \(candidates.count)")
            results.bestIndex = place
        }
        tracked.tell(results)
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
        tracked.keep(learned, of: problem)
        return SearchOutcome(results: results, bestEstimator: best, best: learned, refitTime: time)
    }
}
