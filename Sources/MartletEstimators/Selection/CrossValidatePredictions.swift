public import MartletNumerics

/// The label that is predicted for each row by what was learned from the folds that it isn't tested in: scikit-learn's
/// `cross_val_predict`.
///
/// - Parameters:
///   - estimator: what learns.
///   - x: `[rows, …]`
///   - y: a label for each row.
///   - cv: the folds, or how many; each row must be a test row of one.
///   - groups: the group of each row, for cross-validators that want one.
///   - workers: folds at a time, at most; nil is as many as there are threads. It changes no prediction.
/// - Throws: `EstimatorError` for data that can't be learned or divided; what learning throws.
public func crossValidatePredictions<Label: Hashable & Sendable>(
    _ estimator: some Classifier, _ x: Tensor, _ y: [Label], cv: any CrossValidator = 5, groups: [Int]? = nil,
    workers: Int? = nil
) throws -> [Label] {
    let encoder = LabelEncoder(y)
    return try Problem(x, encoding: encoder, for: estimator, sampleWeight: nil)
        .outOfFold(estimator, cv, groups, method: .predictions, workers: workers)
        .array(of: Int.self).map { encoder.classes[$0] }
}

/// The probabilities of each row's classes, in their order, by what was learned from the folds that it isn't tested in:
/// `[rows, classes]`.
///
/// - Throws: as `crossValidatePredictions`; `EstimatorError.noProbabilities`.
public func crossValidateProbabilities<Label: Hashable & Sendable>(
    _ estimator: some Classifier, _ x: Tensor, _ y: [Label], cv: any CrossValidator = 5, groups: [Int]? = nil,
    workers: Int? = nil
) throws -> Tensor {
    try Problem(x, encoding: LabelEncoder(y), for: estimator, sampleWeight: nil)
        .outOfFold(estimator, cv, groups, method: .probabilities, workers: workers)
}

/// The value that is predicted for each row, `[rows]`, by what was learned from the folds that it isn't tested in.
///
/// - Throws: as `crossValidatePredictions` of labels.
public func crossValidatePredictions(
    _ estimator: some Regressor, _ x: Tensor, _ y: Tensor, cv: any CrossValidator = 5, groups: [Int]? = nil,
    workers: Int? = nil
) throws -> Tensor {
    try Problem(x, y, for: estimator, sampleWeight: nil)
        .outOfFold(estimator, cv, groups, method: .predictions, workers: workers)
}

/// What is asked of what was learned.
enum OutputMethod: Sendable {
    case predictions, probabilities

    /// `[rows]` or `[rows, classes]`
    func callAsFunction(_ predictor: any Predictor, _ x: Tensor) throws -> Tensor {
        guard self == .probabilities else { return try predictor.predict(x) }
        guard let predictor = predictor as? any ClassPredictor else {
            throw EstimatorError.noProbabilities("a regressor")
        }
        return try predictor.probabilities(x)
    }
}

extension Problem {
    fileprivate func outOfFold(
        _ estimator: some Estimator, _ cv: any CrossValidator, _ groups: [Int]?, method: OutputMethod, workers: Int?
    ) throws -> Tensor {
        let folds = try partition(by: cv, groups: groups)
        let parts = try sideBySide(folds.count, workers: workers) { index in
            try method(fit(estimator, on: folds[index].train), x.take(folds[index].test))
        }
        return try assemble(parts.map { try $0.get() }, of: folds)
    }

    /// Folds in which each row is tested once.
    ///
    /// - Throws: `EstimatorError` for other folds.
    func partition(by cv: any CrossValidator, groups: [Int]? = nil) throws -> [Fold] {
        let folds = try cv.checkedFolds(rows: rows, classes: codes, groups: groups)
        try Checks.check(
            folds.flatMap(\.test).sorted().elementsEqual(0..<rows), "cv", "must test each row in one fold")
        return folds
    }

    /// What was made of the folds' test rows, in the rows' order.
    func assemble(_ parts: [Tensor], of folds: [Fold]) throws -> Tensor {
        var places = [Int](repeating: 0, count: rows)
        for (place, row) in folds.flatMap(\.test).enumerated() { places[row] = place }
        return try Tensor.concatenate(parts).take(places)
    }
}
