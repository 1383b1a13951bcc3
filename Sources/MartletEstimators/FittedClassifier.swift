public import MartletNumerics

/// A classifier that has learned, with the labels that it knows.
///
/// What the estimator found is there under its own names, as `fitted.history` of a ``NeuralClassifier`` or
/// `fitted.coefficients` of a ``LogisticRegression``.
@dynamicMemberLookup
public struct FittedClassifier<Label: Hashable & Sendable, Learned: ClassPredictor>: Sendable {
    /// The classes, in the order of probabilities' columns: ascending if labels can be compared, else as they came first.
    public let classes: [Label]
    /// What the estimator learned, of classes as numbers.
    public let predictor: Learned
    let rowShape: [Int]

    init(classes: [Label], predictor: Learned, rowShape: [Int]) {
        (self.classes, self.predictor, self.rowShape) = (classes, predictor, rowShape)
    }

    /// The label of each row.
    ///
    /// - Parameter x: `[rows, …]` as in training.
    /// - Throws: `EstimatorError` for rows that aren't as in training, or not finite.
    public func predict(_ x: Tensor) throws -> [Label] {
        try Checks.prediction(x, rowShape: rowShape, allowsMissing: predictor.allowsMissing)
        return try predictor.predict(x).array(of: Int.self).map { code in
            guard classes.indices.contains(code) else {
                throw EstimatorError.invalid(
                    argument: "class \(code)", reason: "was predicted, and there are \(classes.count)")
            }
            return classes[code]
        }
    }

    /// How probable each class is: `[rows, classes]`.
    ///
    /// - Throws: as `predict`; `EstimatorError.noProbabilities`.
    public func probabilities(_ x: Tensor) throws -> Tensor {
        try Checks.prediction(x, rowShape: rowShape, allowsMissing: predictor.allowsMissing)
        return try predictor.probabilities(x)
    }

    /// The share of rows whose label is predicted.
    ///
    /// - Throws: as `predict`; `EstimatorError` where there is no row, or not a label for each.
    public func score(_ x: Tensor, _ y: [Label]) throws -> Double {
        try Checks.training(x, targets: y.count, sampleWeight: nil, allowsMissing: predictor.allowsMissing)
        return Double(zip(try predict(x), y).count { $0 == $1 }) / Double(y.count)
    }

    /// What the estimator learned, by its own names.
    public subscript<Value>(dynamicMember path: KeyPath<Learned, Value>) -> Value { predictor[keyPath: path] }
}

extension FittedClassifier where Label == Int {
    /// The share of rows whose class, a whole number, is predicted.
    ///
    /// - Throws: as `score` of labels.
    public func score(_ x: Tensor, _ y: Tensor) throws -> Double { try score(x, Checks.classes(y)) }
}

extension Classifier {
    /// Learns the labels of rows.
    ///
    /// - Parameters:
    ///   - x: `[rows, …]`
    ///   - y: a label for each row.
    ///   - sampleWeight: how much each row counts; nil is 1 for all.
    /// - Throws: `EstimatorError` for data that can't be learned.
    public func fit<Label: Hashable & Sendable>(
        _ x: Tensor, _ y: [Label], sampleWeight: [Double]? = nil
    ) throws -> FittedClassifier<Label, Fitted> {
        try Checks.training(x, targets: y.count, sampleWeight: sampleWeight, allowsMissing: allowsMissing)
        let encoder = LabelEncoder(y)
        return FittedClassifier(
            classes: encoder.classes, predictor: try learn(x, encoder.codes, sampleWeight: sampleWeight),
            rowShape: x.rowShape)
    }

    /// Learns classes that are whole numbers, `[rows]`.
    ///
    /// - Throws: `EstimatorError` for data that can't be learned.
    public func fit(
        _ x: Tensor, _ y: Tensor, sampleWeight: [Double]? = nil
    ) throws -> FittedClassifier<Int, Fitted> {
        try fit(x, Checks.classes(y), sampleWeight: sampleWeight)
    }
}
