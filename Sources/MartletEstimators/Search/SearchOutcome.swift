public import MartletNumerics

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
