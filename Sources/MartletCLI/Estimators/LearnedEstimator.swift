import Martlet

/// What an estimator learned, as it is saved: with what is known of its data.
struct LearnedEstimator: Savable {
    private let write: @Sendable (_ path: String) throws -> Void

    /// - Throws: what writing the data's setup throws.
    init(_ fitted: FittedClassifier<String, some ClassPredictor>, _ data: EstimatorData) throws {
        let (notes, metadata) = (data.notes, try data.metadata)
        write = { try fitted.save(to: $0, notes, metadata: metadata) }
    }

    /// - Throws: what writing the data's setup throws.
    init(_ fitted: FittedRegressor<some Predictor>, _ data: EstimatorData) throws {
        let (notes, metadata) = (data.notes, try data.metadata)
        write = { try fitted.save(to: $0, notes, metadata: metadata) }
    }

    func save(to path: String) throws { try write(path) }
}
