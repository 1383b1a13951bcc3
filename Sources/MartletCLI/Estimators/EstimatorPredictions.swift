import Martlet

/// What an estimator in a file says of the rows of a table.
struct EstimatorPredictions {
    let estimator: StoredTableEstimator
    /// The estimator's file.
    let path: String

    /// Nil for a file that holds no estimator.
    ///
    /// - Throws: `ModelFileError` for a damaged one.
    init?(_ path: String) throws {
        guard let estimator = try StoredTableEstimator(contentsOf: path) else { return nil }
        (self.estimator, self.path) = (estimator, path)
    }

    /// Writes the predictions to standard output.
    ///
    /// - Parameter name: what to call the file at `input`.
    /// - Throws: `FileError`, `CSVError`, `EstimatorError`.
    func write(_ input: String, called name: String, table setup: TableSetup, json: Bool) throws {
        var format = setup.format()
        format.expectedNames = Set(estimator.preparation.columns.map(\.name))
        let table = try CSV(path: input, format: format, kinds: estimator.preparation.kinds)
        let (outputs, classes): (Tensor, [String]?) =
            switch estimator {
            case .classifier(let fitted): (try fitted.probabilities(table), fitted.classes)
            case .regressor(let fitted): (try fitted.predict(table), nil)
            }
        let values = outputs.array(of: Float.self)
        let width = classes?.count ?? 1
        var writer: any PredictionWriter =
            json
            ? PredictionJSON(model: path, input: name, classes: classes, scale: .identity)
            : PredictionText(input: name, classes: classes, scale: .identity)
        writer.begin(header: table.hasHeader, hasFiles: false)
        try writer.write(
            stride(from: 0, to: values.count, by: width).map { values[$0..<min($0 + width, values.count)] }, nil)
        try writer.end(brokenFiles: nil)
    }
}
