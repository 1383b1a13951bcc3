public import MartletNumerics

/// A description of how rows are changed before an estimator learns from them: a value whose properties are its
/// hyper-parameters. `fit` returns what it found in the rows as another value.
///
/// Steps of a ``Pipeline`` are these. Missing values are NaN.
public protocol Transformer: Sendable {
    /// What is found.
    associatedtype Fitted: FittedTransformer

    /// Finds what is needed in rows that were checked: `[rows, features]`, at least one of each, none infinite.
    ///
    /// - Throws: `EstimatorError` where nothing can be found.
    func learn(_ x: Tensor) throws -> Fitted
}

/// What a transformer found, by which it changes rows.
public protocol FittedTransformer: Sendable {
    /// The rows changed: `[rows, features] → [rows, columns]`, float64.
    ///
    /// - Throws: `EstimatorError` for rows that aren't as those in `fit`.
    func transform(_ x: Tensor) throws -> Tensor
}

extension Transformer {
    /// Finds what is needed in rows: `[rows, features]`, of which missing values are NaN.
    ///
    /// - Throws: `EstimatorError` for what are no such rows.
    public func fit(_ x: Tensor) throws -> Fitted {
        try Checks.features(x, allowsMissing: true)
        guard x.rank == 2 else {
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, features]", got: x.shape)
        }
        return try learn(x)
    }

    /// The rows changed by what is found in them.
    ///
    /// - Throws: as `fit`.
    public func fitTransform(_ x: Tensor) throws -> Tensor { try fit(x).transform(x) }
}

extension Tensor {
    /// The numbers of each column of `[rows, columns]`.
    var columnValues: [[Double]] {
        let (values, width) = (array(of: Double.self), shape[1])
        return (0..<width).map { column in stride(from: column, to: values.count, by: width).map { values[$0] } }
    }

    /// The columns as `[rows, columns]` of float64.
    init(columnValues columns: [[Double]], rows: Int) throws {
        var values: [Double] = []
        values.reserveCapacity(rows * columns.count)
        for row in 0..<rows { for column in columns { values.append(column[row]) } }
        try self.init(values, shape: [rows, columns.count])
    }

    /// The numbers of each column of rows that must have so many.
    ///
    /// - Throws: `EstimatorError.wrongShape`.
    func columnValues(expected count: Int) throws -> [[Double]] {
        guard rank == 2, shape[1] == count else {
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, \(count)]", got: shape)
        }
        return columnValues
    }
}
