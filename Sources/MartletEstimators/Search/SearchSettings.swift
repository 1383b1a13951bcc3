import MartletNN

/// How a search judges its candidates. Names and defaults are scikit-learn's.
public struct SearchSettings: Sendable {
    /// The folds, or how many.
    public var cv: any CrossValidator
    /// How what was learned is judged, in one way or several; accuracy or R² if none is given.
    public var scoring: [Scorer]
    /// Whether the best candidate learns from all rows at the end, so that the search can predict, and which it is.
    public var refit: Refit
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
        cv: any CrossValidator = 5, scoring: Scorer..., refit: Refit = .best, errorScore: ErrorScore = .nan,
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

/// Which candidate learns from all rows at the end of a search: `true`, `false`, or with several scorers the name of the one
/// that decides.
public enum Refit: Sendable, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    /// None does.
    case none
    /// The best by the only scorer.
    case best
    /// The best by the scorer of a name.
    case by(String)
    /// The one whose place among the candidates a function says.
    case choosing(@Sendable (SearchResults) -> Int)

    /// `true` is `.best`, `false` is `.none`.
    public init(booleanLiteral value: Bool) { self = value ? .best : .none }
    /// The scorer of this name decides.
    public init(stringLiteral value: String) { self = .by(value) }
}
