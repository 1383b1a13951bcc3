public import MartletNumerics

/// An estimator that tries some of its hyper-parameters' values and learns with the best: scikit-learn's
/// `RandomizedSearchCV`. If all parameters are lists, no combination of them is tried twice.
///
/// ```swift
/// let search = RandomizedSearch(
///     NeuralClassifier(epochs: 5), trials: 10, SearchSettings(cv: 3), seed: 1
/// ) { space in
///     space.vary(\.network.hidden, among: [[32], [64], [64, 64], [128, 64]])
///     space.vary(\.network.learningRate, in: 1e-4...1e-2, scale: .logarithmic)
/// }
/// let fitted = try search.fit(train.features, train.labels)
/// print(fitted.bestParameters, fitted.bestScore)
/// print(try fitted.score(test.features, test.labels))
/// ```
public struct RandomizedSearch<Base: Estimator>: RandomEstimator {
    /// What learns.
    public var estimator: Base
    /// The candidates that are tried.
    public var trials: Int
    /// How they are judged.
    public var settings: SearchSettings
    public var seed: UInt64
    private let space: SearchSpace<Base>

    /// A search among what `vary` says of the space.
    public init(
        _ estimator: Base, trials: Int = 10, _ settings: SearchSettings = SearchSettings(), seed: UInt64 = 0,
        vary: (inout SearchSpace<Base>) -> Void
    ) {
        self.estimator = estimator
        self.trials = trials
        self.settings = settings
        self.seed = seed
        space = SearchSpace(vary)
    }

    public var allowsMissing: Bool { estimator.allowsMissing }

    /// - Throws: `EstimatorError` for a bad space or too few rows, and where all fits failed.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> SearchOutcome<Base> {
        try space.check()
        try Checks.check(trials >= 1, "trials", "must be positive, and is \(trials)")
        return try SearchRun.outcome(
            settings, estimator, x, y, sampleWeight: sampleWeight,
            parameters: ["trials": "\(trials)", "seed": "\(seed)"]
        ) { _ = try $0.evaluate(space.candidates(trials, seed: seed), on: $0.folds) }
    }
}

extension RandomizedSearch: Classifier where Base: Classifier {}
extension RandomizedSearch: Regressor where Base: Regressor {}
