public import MartletNumerics

/// A description of how to learn from rows: a value whose properties are its hyper-parameters. `fit` returns what was
/// learned as another value, so that an estimator that hasn't learned can't predict, and is its own clone.
///
/// An estimator of one's own says how it learns numbers; `fit` with labels, cross-validation, ensembles and search come
/// with it. Conform to ``Classifier`` or ``Regressor``.
public protocol Estimator: Sendable {
    /// What is learned.
    associatedtype Fitted: Predictor

    /// Whether rows may have missing values, NaN; false if not said.
    var allowsMissing: Bool { get }

    /// Learns from rows that were checked.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]`, finite, at least one row.
    ///   - y: `[rows]`: for a classifier int32 from 0 up to the number of classes, each of which occurs; for a regressor
    ///     float64, finite.
    ///   - sampleWeight: how much each row counts, not negative; nil is 1 for all.
    /// - Throws: `EstimatorError` where this can't be learned.
    func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted
}

/// What an estimator learned.
public protocol Predictor: Sendable {
    /// Whether rows may have missing values, NaN; false if not said.
    var allowsMissing: Bool { get }

    /// What is predicted for each row: `[rows]`, the number of a class as int32, or a value as float64.
    ///
    /// - Parameter x: `[rows, …]` as in training.
    func predict(_ x: Tensor) throws -> Tensor
}

extension Estimator {
    public var allowsMissing: Bool { false }
}

extension Predictor {
    public var allowsMissing: Bool { false }
}

/// What a classifier learned.
public protocol ClassPredictor: Predictor {
    /// How probable each class is: `[rows, classes]`, floating-point.
    ///
    /// - Throws: `EstimatorError.noProbabilities` where there are none, as of votes.
    func probabilities(_ x: Tensor) throws -> Tensor
}

extension ClassPredictor {
    /// The most probable class of each row; of several the first.
    public func predict(_ x: Tensor) throws -> Tensor { try probabilities(x).argMax(axis: 1).cast(to: .int32) }
}

/// An estimator that learns classes.
public protocol Classifier: Estimator where Fitted: ClassPredictor {}

/// An estimator that learns values.
public protocol Regressor: Estimator {}

/// An estimator that draws random numbers: the same seed learns the same bytes.
public protocol RandomEstimator: Estimator {
    /// Where the random numbers start.
    var seed: UInt64 { get set }
}
