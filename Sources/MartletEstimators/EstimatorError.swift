public import MartletNumerics

/// What can be wrong with what an estimator is given.
public enum EstimatorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is nothing to learn from or to judge.
    case noRows(what: String)
    /// An array has another shape than is taken.
    case wrongShape(what: String, expected: String, got: Shape)
    /// Arrays whose rows belong together have different numbers of them.
    case lengthsDiffer(what: String, expected: Int, got: Int)
    /// A number that isn't finite; row and column count from 0, the column within the flattened row.
    case notFinite(what: String, row: Int, column: Int, value: Double)
    /// A category that wasn't there in training; row and column count from 0.
    case unknownCategory(Double, row: Int, column: Int, known: [Double])
    /// All rows are of one class.
    case oneClass(String)
    /// A class, or all of them together, has fewer members than the folds need.
    case tooFewMembers(what: String, members: Int, needed: Int)
    /// An argument is out of its range; `reason` says what would be right.
    case invalid(argument: String, reason: String)
    /// What was learned gives no probabilities.
    case noProbabilities(String)
    /// A weight of a network is no finite number any more.
    case diverged
    /// A search whose best estimator wasn't fitted to all rows can't predict.
    case notRefitted
    /// Each fit of a cross-validation failed; the first said why.
    case allFitsFailed(count: Int, first: String)

    public var description: String {
        switch self {
        case .noRows(let what):
            "\(what) holds no rows"
        case .wrongShape(let what, let expected, let got):
            "\(what) must be \(expected) and is \(got)"
        case .lengthsDiffer(let what, let expected, let got):
            "\(what) has \(got) rows where the features have \(expected)"
        case .notFinite(let what, let row, let column, let value):
            "\(what) holds \(value) at row \(row), column \(column); fill or leave out what is missing"
        case .unknownCategory(let value, let row, let column, let known):
            "the features hold category \(value) at row \(row), column \(column), which wasn't there in training "
                + "(there were \(known.prefix(20).map { "\($0)" }.joined(separator: ", "))); set handleUnknown to .ignore "
                + "to take it for none"
        case .oneClass(let estimator):
            "\(estimator) needs rows of two classes at least, and all are of one"
        case .tooFewMembers(let what, let members, let needed):
            "\(what) has \(members) members, and \(needed) are needed; take fewer folds or more rows"
        case .invalid(let argument, let reason):
            "\(argument) \(reason)"
        case .noProbabilities(let estimator):
            "\(estimator) gives no probabilities"
        case .diverged:
            "training ended in weights that are no finite numbers; try a smaller learning rate, or look for values out of all "
                + "proportion in the features"
        case .notRefitted:
            "the search didn't fit its best estimator to all rows; set refit to true, or fit bestEstimator"
        case .allFitsFailed(let count, let first):
            "all \(count) fits failed; the first: \(first)"
        }
    }
}

/// An error's own words.
func text(of error: any Error) -> String { (error as? any CustomStringConvertible)?.description ?? "\(error)" }
