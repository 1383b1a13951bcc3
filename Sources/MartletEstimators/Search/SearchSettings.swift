import MartletGraph
import MartletNN
public import MartletNumerics

/// How a search judges its candidates. Names and defaults are scikit-learn's.
public struct SearchSettings: Sendable {
    /// The folds, or how many.
    public var cv: any CrossValidator
    /// How what was learned is judged; accuracy or R² if not given.
    public var scoring: Scorer?
    /// Whether the best candidate learns from all rows at the end, so that the search can predict.
    public var refit: Bool
    /// What becomes of a fit that fails.
    public var errorScore: ErrorScore
    /// Whether what was learned from is judged by, too.
    public var returnTrainScore: Bool
    /// How many lines tell how it goes: from 1 on one, from 2 on one for each fit, from 3 on with its score.
    public var verbose: Int
    /// Fits at a time, at most, each on an equal share of the threads; nil is as many as there are threads. It changes no
    /// result.
    public var workers: Int?
    /// Where the lines go: to standard error if not given.
    public var log: @Sendable (String) -> Void

    /// scikit-learn's arguments and defaults.
    public init(
        cv: any CrossValidator = 5, scoring: Scorer? = nil, refit: Bool = true, errorScore: ErrorScore = .nan,
        returnTrainScore: Bool = false, verbose: Int = 0, workers: Int? = nil,
        log: (@Sendable (String) -> Void)? = nil
    ) {
        self.cv = cv
        self.scoring = scoring
        self.refit = refit
        self.errorScore = errorScore
        self.returnTrainScore = returnTrainScore
        self.verbose = verbose
        self.workers = workers
        self.log = log ?? { ProgressBar.writeToStandardError($0) }
    }
}

/// What a search learned.
public struct SearchOutcome<Base: Estimator>: Predictor {
    /// How all candidates did.
    public let results: SearchResults
    /// The estimator with the best candidate's parameters.
    public let bestEstimator: Base
    /// What it learned from all rows; nil if it wasn't asked to.
    public let best: Base.Fitted?
    /// The seconds that this took; nil if it wasn't asked to.
    public let refitTime: Double?

    /// The best candidate's mean score.
    public var bestScore: Double { results.candidates[results.bestIndex].meanTestScore }
    /// The best candidate's parameters by their names.
    public var bestParameters: [String: String] { results.candidates[results.bestIndex].parameters }
    /// Which candidate is the best.
    public var bestIndex: Int { results.bestIndex }

    /// - Throws: `EstimatorError.notRefitted`.
    func refitted() throws -> Base.Fitted {
        guard let best else { throw EstimatorError.notRefitted }
        return best
    }

    public var allowsMissing: Bool { best?.allowsMissing ?? false }

    public func predict(_ x: Tensor) throws -> Tensor { try refitted().predict(x) }
}

extension SearchOutcome: ClassPredictor where Base: Classifier {
    public func probabilities(_ x: Tensor) throws -> Tensor { try refitted().probabilities(x) }
}

extension SearchSettings {
    /// Tries the candidates.
    ///
    /// - Throws: `EstimatorError` where the rows can't be divided, and where all fits failed; what the refit throws.
    func run<Base: Estimator>(
        _ base: Base, _ space: SearchSpace<Base>, _ candidates: [SearchSpace<Base>.Candidate], _ x: Tensor, _ y: Tensor,
        sampleWeight: [Double]?
    ) throws -> SearchOutcome<Base> {
        let problem = Problem(
            x, y, classes: base is any Classifier ? y.classCount : nil, sampleWeight: sampleWeight)
        let folds = try cv.checkedFolds(rows: problem.rows, classes: problem.codes, groups: nil)
        let scorer = scoring ?? .standard(base)
        let estimators = candidates.map { candidate in
            candidate.reduce(into: base) { $1.apply(&$0) }
        }
        let texts = candidates.map { zip(space.names, $0.map(\.text)).map { ($0, $1) } }
        let log = SearchLog(verbose: verbose, write: log, candidates: candidates.count, folds: folds.count)
        log.begin()
        let fits = try sideBySide(candidates.count * folds.count, workers: workers) { job in
            let (candidate, fold) = job.quotientAndRemainder(dividingBy: folds.count)
            log.start(texts[candidate], fold: fold, candidate: candidate)
            let fit = try ScoredFit(
                estimators[candidate], problem, folds[fold], [scorer], scoresTraining: returnTrainScore,
                errorScore: errorScore)
            log.end(texts[candidate], fold: fold, candidate: candidate, fit)
            return fit
        }.map { try $0.get() }
        try ScoredFit.requireOne(of: fits)
        let results = SearchResults(
            candidates.indices.map { index in
                let own = Array(fits[index * folds.count..<(index + 1) * folds.count])
                return .init(Dictionary(uniqueKeysWithValues: texts[index]), own)
            }, scorer: scorer.name)
        let best = estimators[results.bestIndex]
        let start = nanoseconds()
        let learned = refit ? try best.learn(x, y, sampleWeight: sampleWeight) : nil
        let time = Double(nanoseconds() - start) * 1e-9
        return SearchOutcome(
            results: results, bestEstimator: best, best: learned, refitTime: refit ? time : nil)
    }
}
