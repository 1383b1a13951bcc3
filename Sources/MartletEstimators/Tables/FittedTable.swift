public import MartletCodecs
public import MartletNN
public import MartletNumerics

/// A classifier that learned from a table, with how the table's columns become its features.
@dynamicMemberLookup
public struct FittedTableClassifier<Learned: ClassPredictor>: Sendable {
    /// What learned from the prepared columns; its labels are the words in the target's column.
    public let classifier: FittedClassifier<String, Learned>
    /// How columns become features: numbers, words, dates and gaps, as `martlet train` prepares them.
    public let preparation: TablePreparation
    /// The name of the column that was learned.
    public let target: String

    /// The classes, ascending.
    public var classes: [String] { classifier.classes }

    /// The class of each row.
    ///
    /// - Throws: `CSVError` for columns that lack, or hold other things than in training.
    public func predict(_ table: CSV) throws -> [String] { try classifier.predict(preparation.matrix(of: table)) }

    /// How probable each class is: `[rows, classes]`.
    ///
    /// - Throws: as `predict`; `EstimatorError.noProbabilities`.
    public func probabilities(_ table: CSV) throws -> Tensor {
        try classifier.probabilities(preparation.matrix(of: table))
    }

    /// The share of rows whose class is predicted, of those that have one.
    ///
    /// - Throws: as `predict`; `CSVError` without the target's column.
    public func score(_ table: CSV) throws -> Double {
        let (labels, rows) = try table.labels(of: .name(target))
        return try classifier.score(preparation.matrix(of: table, rows: rows), labels)
    }

    /// What the estimator learned, by its own names.
    public subscript<Value>(dynamicMember path: KeyPath<Learned, Value>) -> Value {
        classifier.predictor[keyPath: path]
    }
}

/// A regressor that learned from a table, with how the table's columns become its features.
@dynamicMemberLookup
public struct FittedTableRegressor<Learned: Predictor>: Sendable {
    /// What learned from the prepared columns.
    public let regressor: FittedRegressor<Learned>
    /// How columns become features: numbers, words, dates and gaps, as `martlet train` prepares them.
    public let preparation: TablePreparation
    /// The name of the column that was learned.
    public let target: String

    /// The value of each row: `[rows]`, float64.
    ///
    /// - Throws: `CSVError` for columns that lack, or hold other things than in training.
    public func predict(_ table: CSV) throws -> Tensor { try regressor.predict(preparation.matrix(of: table)) }

    /// The coefficient of determination, R², on rows that have a value.
    ///
    /// - Throws: as `predict`; `CSVError` without the target's column.
    public func score(_ table: CSV) throws -> Double {
        let (values, rows) = try table.values(of: .name(target))
        return try regressor.score(preparation.matrix(of: table, rows: rows), Tensor(values))
    }

    /// What the estimator learned, by its own names.
    public subscript<Value>(dynamicMember path: KeyPath<Learned, Value>) -> Value { regressor.predictor[keyPath: path] }
}

extension Classifier {
    /// Learns the words or numbers in one column of a table from the others, which are prepared as `martlet train` does: numbers
    /// are scaled, words and dates made numbers, gaps filled in and told; a word that wasn't there in training is none of
    /// those that were. Rows without a label are left out.
    ///
    /// - Parameters:
    ///   - table: read with `keepsGaps`, if there are gaps.
    ///   - target: the column to learn.
    ///   - scaling: how numbers are scaled.
    /// - Throws: `CSVError` for columns that can't be used, `EstimatorError` for data that can't be learned.
    public func fit(
        _ table: CSV, target: CSV.Selector = -1, scaling: TablePreparation.Scaling = .standard
    ) throws -> FittedTableClassifier<Fitted> {
        let (labels, rows) = try table.labels(of: target)
        let (preparation, x, name) = try table.prepared(beside: target, rows: rows, scaling: scaling)
        return FittedTableClassifier(classifier: try fit(x, labels), preparation: preparation, target: name)
    }
}

extension Regressor {
    /// Learns the numbers in one column of a table from the others, which are prepared as for a classifier.
    ///
    /// - Throws: `CSVError` for columns that can't be used, `EstimatorError` for data that can't be learned.
    public func fit(
        _ table: CSV, target: CSV.Selector = -1, scaling: TablePreparation.Scaling = .standard
    ) throws -> FittedTableRegressor<Fitted> {
        let (values, rows) = try table.values(of: target)
        let (preparation, x, name) = try table.prepared(beside: target, rows: rows, scaling: scaling)
        return FittedTableRegressor(regressor: try fit(x, Tensor(values)), preparation: preparation, target: name)
    }
}

extension CSV {
    /// How the columns beside a target become numbers, those of some rows, and the target's name.
    fileprivate func prepared(
        beside target: Selector, rows: [Int], scaling: TablePreparation.Scaling
    ) throws -> (preparation: TablePreparation, x: Tensor, target: String) {
        let column = try index(of: target)
        let (preparation, _) = try TablePreparation.fitted(
            to: self, features: header.features(beside: column), rows: rows, scaling: scaling)
        return (preparation, try preparation.matrix(of: self, rows: rows), columns[column].name)
    }

    /// The fields of a column that aren't missing, as words, and where they are.
    fileprivate func labels(of column: Selector) throws -> (labels: [String], rows: [Int]) {
        let fields = try columns[index(of: column)].strings
        let rows = fields.indices.filter { fields[$0] != nil }
        guard !rows.isEmpty else { throw error(try index(of: column), "no row has a label; fill them in") }
        return (fields.compactMap(\.self), rows)
    }

    /// The numbers of a column that aren't missing, and where they are.
    fileprivate func values(of column: Selector) throws -> (values: [Double], rows: [Int]) {
        let numbers = try numbersWithGaps(index(of: column))
        let rows = numbers.indices.filter { !numbers[$0].isNaN }
        guard !rows.isEmpty else { throw error(try index(of: column), "no row has a value; fill them in") }
        return (rows.map { numbers[$0] }, rows)
    }
}
