import MartletNumerics

/// What is given to an estimator, checked once at the door.
enum Checks {
    /// - Throws: `EstimatorError` for features that are no rows of finite numbers, and for weights that don't fit.
    static func training(
        _ x: Tensor, targets: Int, sampleWeight: [Double]?, allowsMissing: Bool = false
    ) throws {
        try features(x, allowsMissing: allowsMissing)
        guard targets == x.shape[0] else {
            throw EstimatorError.lengthsDiffer(what: "the targets", expected: x.shape[0], got: targets)
        }
        guard let sampleWeight else { return }
        guard sampleWeight.count == targets else {
            throw EstimatorError.lengthsDiffer(what: "sampleWeight", expected: targets, got: sampleWeight.count)
        }
        guard sampleWeight.allSatisfy({ $0 >= 0 && $0.isFinite }), sampleWeight.contains(where: { $0 > 0 }) else {
            throw EstimatorError.invalid(
                argument: "sampleWeight", reason: "must be finite numbers of at least 0, not all 0")
        }
    }

    /// - Throws: `EstimatorError` for features that are no rows of finite numbers.
    static func features(_ x: Tensor, allowsMissing: Bool = false) throws {
        guard x.rank >= 2 else {
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, features]", got: x.shape)
        }
        guard x.count > 0 else { throw EstimatorError.noRows(what: "the features") }
        try finite(x, "the features", allowsMissing: allowsMissing)
    }

    /// - Throws: `EstimatorError` for features unlike those in training, whose rows had `rowShape`.
    static func prediction(_ x: Tensor, rowShape: [Int], allowsMissing: Bool) throws {
        guard x.rank == rowShape.count + 1, x.shape.dropFirst().elementsEqual(rowShape) else {
            let row = rowShape.map(String.init).joined(separator: ", ")
            throw EstimatorError.wrongShape(what: "the features", expected: "[rows, \(row)]", got: x.shape)
        }
        try finite(x, "the features", allowsMissing: allowsMissing)
    }

    /// Values to predict, as regressors learn them.
    ///
    /// - Throws: `EstimatorError` for what is no vector of finite numbers.
    static func values(_ y: Tensor) throws -> Tensor {
        guard y.rank == 1 else {
            throw EstimatorError.wrongShape(what: "the targets", expected: "[rows]", got: y.shape)
        }
        let values = y.cast(to: .float64)
        try finite(values, "the targets")
        return values
    }

    /// Classes that a tensor names by whole numbers.
    ///
    /// - Throws: `EstimatorError` for what is no vector of them.
    static func classes(_ y: Tensor) throws -> [Int] {
        guard y.rank == 1 else {
            throw EstimatorError.wrongShape(what: "the targets", expected: "[rows]", got: y.shape)
        }
        guard y.dtype.isFloating else { return y.array(of: Int.self) }
        return try y.array(of: Double.self).map { value in
            guard let whole = Int(exactly: value) else {
                throw EstimatorError.invalid(
                    argument: "the targets", reason: "name classes by whole numbers, not by \(value)")
            }
            return whole
        }
    }

    /// - Throws: `EstimatorError.invalid` unless the number is one of these.
    static func check(_ holds: Bool, _ argument: String, _ reason: @autoclosure () -> String) throws {
        guard holds else { throw EstimatorError.invalid(argument: argument, reason: reason()) }
    }

    private static func finite(_ x: Tensor, _ what: String, allowsMissing: Bool = false) throws {
        guard x.dtype.isFloating, try !x.isFinite.all().scalar(as: Bool.self) else { return }
        let values = x.array(of: Double.self)
        guard let place = values.firstIndex(where: { allowsMissing ? $0.isInfinite : !$0.isFinite }) else { return }
        let width = max(1, x.count / max(1, x.shape[0]))
        throw EstimatorError.notFinite(
            what: what, row: place / width, column: place % width, value: values[place])
    }
}

extension Tensor {
    /// The lengths of a row.
    var rowShape: [Int] { Array(shape.dropFirst()) }

    /// The number of classes among int32 numbers of classes.
    var classCount: Int { (array(of: Int.self).max() ?? -1) + 1 }
}
