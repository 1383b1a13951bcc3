public import MartletNumerics

/// A way to judge predictions, of which the greater score is the better. Names are scikit-learn's.
public struct Scorer: Sendable {
    /// What results call it, such as `accuracy`.
    public let name: String
    let judge: @Sendable (Judgement) throws -> Double

    init(_ name: String, judge: @escaping @Sendable (Judgement) throws -> Double) {
        (self.name, self.judge) = (name, judge)
    }

    /// A score of one's own.
    ///
    /// - Parameters:
    ///   - name: what results call it.
    ///   - score: judges what was predicted; both `[rows]`: the numbers of classes as int32, or values as float64.
    public init(_ name: String, predictions score: @escaping @Sendable (_ truth: Tensor, Tensor) throws -> Double) {
        self.init(name) { try score($0.truth, $0.predicted()) }
    }

    /// A score of one's own for probabilities.
    ///
    /// - Parameters:
    ///   - name: what results call it.
    ///   - score: judges the probabilities, `[rows, classes]`; the truth is `[rows]` of the numbers of classes.
    public init(_ name: String, probabilities score: @escaping @Sendable (_ truth: Tensor, Tensor) throws -> Double) {
        self.init(name) { try score($0.truth, $0.probabilities()) }
    }

    /// The score of what was learned on these rows.
    ///
    /// - Parameters:
    ///   - fitted: a classifier that has learned.
    ///   - x: `[rows, …]`
    ///   - y: the label of each row, each a class that it knows.
    /// - Throws: `EstimatorError` for rows or labels that don't fit, and where there is no such score.
    public func callAsFunction<Label, Learned>(
        _ fitted: FittedClassifier<Label, Learned>, _ x: Tensor, _ y: [Label]
    ) throws -> Double {
        try Checks.training(
            x, targets: y.count, sampleWeight: nil, allowsMissing: fitted.predictor.allowsMissing)
        let numbers = Dictionary(uniqueKeysWithValues: zip(fitted.classes, Int32(0)...))
        let codes = try y.map { label in
            guard let number = numbers[label] else {
                throw EstimatorError.invalid(argument: "the targets", reason: "hold \(label), which is no known class")
            }
            return number
        }
        return try judge(
            Judgement(x, Tensor(codes), classes: fitted.classes.count, by: fitted.predictor))
    }

    /// The score of what was learned on these rows.
    ///
    /// - Parameters:
    ///   - fitted: a regressor that has learned.
    ///   - x: `[rows, …]`
    ///   - y: `[rows]`
    /// - Throws: `EstimatorError` for rows or values that don't fit, and where there is no such score.
    public func callAsFunction<Learned>(
        _ fitted: FittedRegressor<Learned>, _ x: Tensor, _ y: Tensor
    ) throws -> Double {
        try Checks.training(
            x, targets: y.shape.first ?? 0, sampleWeight: nil, allowsMissing: fitted.predictor.allowsMissing)
        return try judge(Judgement(x, Checks.values(y), classes: nil, by: fitted.predictor))
    }

    /// What estimators are judged by if nothing else is said: accuracy, or R².
    private static func standard(_ estimator: some Estimator) -> Scorer {
        estimator is any Classifier ? .accuracy : .r2
    }

    /// These scorers, or the standard one if there are none.
    ///
    /// - Throws: `EstimatorError.invalid` for one that comes twice.
    static func checked(_ scoring: [Scorer], for estimator: some Estimator) throws -> [Scorer] {
        let scorers = scoring.isEmpty ? [.standard(estimator)] : scoring
        try Checks.check(Set(scorers.map(\.name)).count == scorers.count, "scoring", "names a scorer twice")
        return scorers
    }
}

/// What was predicted for some rows, found when it is first asked for. Used by one thread.
final class Judgement {
    private let x: Tensor
    /// `[rows]`
    let truth: Tensor
    /// The number of classes; nil for values.
    let classes: Int?
    private let predictor: any Predictor
    private var known: (predicted: Tensor?, probabilities: Tensor?)

    init(_ x: Tensor, _ truth: Tensor, classes: Int?, by predictor: any Predictor) {
        (self.x, self.truth, self.classes, self.predictor) = (x, truth, classes, predictor)
    }

    /// `[rows]`
    func predicted() throws -> Tensor {
        if let predicted = known.predicted { return predicted }
        let predicted = try predictor.predict(x)
        known.predicted = predicted
        return predicted
    }

    /// `[rows, classes]`
    ///
    /// - Throws: `EstimatorError.noProbabilities`.
    func probabilities() throws -> Tensor {
        if let probabilities = known.probabilities { return probabilities }
        guard let predictor = predictor as? any ClassPredictor else {
            throw EstimatorError.noProbabilities("a regressor")
        }
        let probabilities = try predictor.probabilities(x)
        known.probabilities = probabilities
        return probabilities
    }
}
