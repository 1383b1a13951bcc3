public import MartletNumerics

/// An estimator that tries all combinations of its hyper-parameters' values and learns with the best: scikit-learn's
/// `GridSearchCV`.
public struct GridSearch<Base: Estimator>: Estimator {
    /// What learns.
    public var estimator: Base
    /// How candidates are judged.
    public var settings: SearchSettings
    private let space: SearchSpace<Base>

    /// A search among all that `vary` says of the space, which must be lists.
    public init(
        _ estimator: Base, _ settings: SearchSettings = SearchSettings(), vary: (inout SearchSpace<Base>) -> Void
    ) {
        self.estimator = estimator
        self.settings = settings
        space = SearchSpace(vary)
    }

    public var allowsMissing: Bool { estimator.allowsMissing }

    /// - Throws: `EstimatorError` for a bad space or too few rows, and where all fits failed.
    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> SearchOutcome<Base> {
        try space.check()
        guard let count = space.gridCount, count <= 1_000_000 else {
            throw EstimatorError.invalid(
                argument: "the search space", reason: "must be lists of values, with at most 1,000,000 combinations")
        }
        return try SearchRun.outcome(
            settings, estimator, x, y, sampleWeight: sampleWeight, parameters: ["trials": "\(count)"]
        ) { _ = try $0.evaluate((0..<count).map(space.gridCandidate), on: $0.folds) }
    }
}

extension GridSearch: Classifier where Base: Classifier {}
extension GridSearch: Regressor where Base: Regressor {}
