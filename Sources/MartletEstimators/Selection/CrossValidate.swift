import MartletGraph
public import MartletNumerics

/// What becomes of a fit that throws.
public enum ErrorScore: Sendable {
    /// Its error is thrown.
    case raise
    /// Its scores are this number, and its error is kept with them.
    case value(Double)

    /// Its scores are no number.
    public static let nan = ErrorScore.value(.nan)
}

/// The scores of a cross-validation, one for each fold.
public struct CrossValidationScores: Sendable {
    /// The scores on the folds' test rows, by the scorers' names.
    public let test: [String: [Double]]
    /// The scores on the rows that were learned from, if they were asked for.
    public let train: [String: [Double]]
    /// The seconds that learning took.
    public let fitTimes: [Double]
    /// The seconds that judging took.
    public let scoreTimes: [Double]
    /// Why a fold's fit failed; nil where it didn't.
    public let errors: [String?]

    /// The scores on test rows by a scorer's name; of the only scorer if nil.
    public subscript(name: String? = nil) -> [Double] {
        (name ?? (test.count == 1 ? test.keys.first : nil)).flatMap { test[$0] } ?? []
    }

    fileprivate init(_ fits: [ScoredFit], _ scorers: [Scorer]) {
        func byName(_ scores: (ScoredFit) -> [Double]?) -> [String: [Double]] {
            let rows = fits.compactMap(scores)
            guard !rows.isEmpty else { return [:] }
            return Dictionary(uniqueKeysWithValues: scorers.indices.map { i in (scorers[i].name, rows.map { $0[i] }) })
        }
        test = byName(\.test)
        train = byName(\.train)
        fitTimes = fits.map(\.fitTime)
        scoreTimes = fits.map(\.scoreTime)
        errors = fits.map(\.error)
    }
}

/// Learns the labels of each fold's rows and judges what was learned by the others, folds side by side.
///
/// - Parameters:
///   - estimator: what learns.
///   - x: `[rows, …]`
///   - y: a label for each row.
///   - cv: the folds, or how many.
///   - scoring: how it is judged; accuracy if not given.
///   - groups: the group of each row, for cross-validators that want one.
///   - returnTrainScore: whether what was learned from is judged by, too.
///   - errorScore: what becomes of a fit that fails.
///   - workers: folds at a time, at most; nil is as many as there are threads. It changes no score.
/// - Throws: `EstimatorError` for data that can't be learned or divided, and where all fits failed.
public func crossValidate<Label: Hashable & Sendable>(
    _ estimator: some Classifier, _ x: Tensor, _ y: [Label], cv: any CrossValidator = 5, scoring: [Scorer] = [],
    groups: [Int]? = nil, sampleWeight: [Double]? = nil, returnTrainScore: Bool = false,
    errorScore: ErrorScore = .nan, workers: Int? = nil
) throws -> CrossValidationScores {
    try crossValidate(
        estimator, Problem(x, encoding: LabelEncoder(y), for: estimator, sampleWeight: sampleWeight), cv, scoring,
        groups,
        returnTrainScore, errorScore, workers)
}

/// The same with targets in a tensor, `[rows]`: values, or classes that are whole numbers. Judged by R² if `scoring` isn't
/// given and values are learned.
///
/// - Throws: as `crossValidate` of labels.
public func crossValidate(
    _ estimator: some Estimator, _ x: Tensor, _ y: Tensor, cv: any CrossValidator = 5, scoring: [Scorer] = [],
    groups: [Int]? = nil, sampleWeight: [Double]? = nil, returnTrainScore: Bool = false,
    errorScore: ErrorScore = .nan, workers: Int? = nil
) throws -> CrossValidationScores {
    try crossValidate(
        estimator, Problem(x, y, for: estimator, sampleWeight: sampleWeight), cv, scoring, groups, returnTrainScore,
        errorScore, workers)
}

private func crossValidate(
    _ estimator: some Estimator, _ problem: Problem, _ cv: any CrossValidator, _ scoring: [Scorer], _ groups: [Int]?,
    _ returnTrainScore: Bool, _ errorScore: ErrorScore, _ workers: Int?
) throws -> CrossValidationScores {
    let scorers = try Scorer.checked(scoring, for: estimator)
    let folds = try cv.checkedFolds(rows: problem.rows, classes: problem.codes, groups: groups)
    let fits = try sideBySide(folds.count, workers: workers) { index in
        try ScoredFit(
            estimator, problem, folds[index], scorers, scoresTraining: returnTrainScore, errorScore: errorScore)
    }.map { try $0.get() }
    try ScoredFit.requireOne(of: fits)
    return CrossValidationScores(fits, scorers)
}

/// One fit and its scores.
struct ScoredFit: Sendable {
    /// By scorer.
    let test: [Double]
    /// By scorer, if they were asked for.
    let train: [Double]?
    /// Seconds.
    let fitTime, scoreTime: Double
    /// Why it failed; nil if it didn't.
    let error: String?

    /// - Throws: what learning and judging throw, with `errorScore` `.raise`.
    init(
        _ estimator: some Estimator, _ problem: Problem, _ fold: Fold, _ scorers: [Scorer], scoresTraining: Bool,
        errorScore: ErrorScore
    ) throws {
        let start = nanoseconds()
        var learned: UInt64?
        var scores: (test: [Double], train: [Double]?)
        var failure: (any Error)?
        do {
            let predictor = try problem.fit(estimator, on: fold.train)
            learned = nanoseconds()
            func judge(_ rows: [Int]) throws -> [Double] {
                let judgement = Judgement(
                    try problem.x.take(rows), try problem.y.take(rows), classes: problem.classes, by: predictor)
                return try scorers.map { try $0.judge(judgement) }
            }
            scores = (try judge(fold.test), scoresTraining ? try judge(fold.train) : nil)
        } catch let error where !(error is CancellationError) {
            guard case .value(let score) = errorScore else { throw error }
            let all = scorers.map { _ in score }
            (scores, failure) = ((all, scoresTraining ? all : nil), error)
        }
        let end = nanoseconds()
        (test, train) = scores
        (fitTime, scoreTime) = (seconds(start, learned ?? end), seconds(learned ?? end, end))
        error = failure.map(text)
    }

    /// - Throws: `EstimatorError.allFitsFailed`.
    static func requireOne(of fits: [ScoredFit]) throws {
        if let first = fits.first?.error, fits.allSatisfy({ $0.error != nil }) {
            throw EstimatorError.allFitsFailed(count: fits.count, first: first)
        }
    }
}

private func seconds(_ start: UInt64, _ end: UInt64) -> Double { Double(end - start) * 1e-9 }
