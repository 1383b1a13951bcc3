public import MartletGraph
import MartletNumerics

/// What can be wrong with what a model is given.
public enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Training or judging needs `compile` first.
    case notCompiled
    /// The model was read from a file that couldn't keep how it is trained.
    case compilationNotSaved(reason: String)
    /// There are more or fewer inputs, targets or losses than the model has.
    case wrongCount(what: String, expected: Int, got: Int)
    /// An array has another type than the model takes; −1 stands for any number of rows.
    case wrongShape(what: String, expected: TensorType, got: TensorType)
    /// A target that a loss doesn't take, and what it takes.
    case wrongTarget(loss: String, takes: String, expected: TensorType, got: TensorType)
    /// Arrays whose rows belong together have different numbers of them.
    case lengthsDiffer(what: String, expected: Int, got: Int)
    /// An array has no rows.
    case empty(what: String)
    /// A number that isn't finite; row and column count from 0, the column within the flattened row.
    case notFinite(what: String, row: Int, column: Int, value: Double)
    /// A class index is none of `0..<classes`; rows count from 0.
    case labelOutOfRange(row: Int, label: Double, classes: Int)
    /// No parameter has this path; `known` lists those that there are.
    case unknownParameter(name: String, known: [String])
    /// No layer has this path; `known` lists those that there are.
    case unknownLayer(path: String, known: [String])
    /// An argument is out of its range; `reason` says what would be right.
    case invalid(argument: String, reason: String)

    public var description: String {
        switch self {
        case .notCompiled:
            "the model is not compiled; call compile(optimizer:loss:metrics:) before fit, evaluate or apply"
        case .compilationNotSaved(let reason):
            "\(reason), so the model's file does not hold how it is trained; call compile(optimizer:loss:metrics:) again"
        case .wrongCount(let what, let expected, let got):
            "the model takes \(expected) \(what), and \(got) were given"
        case .wrongShape(let what, let expected, let got):
            "\(what) must be \(expected) and is \(got)"
        case .wrongTarget(let loss, let takes, let expected, let got):
            "the target must be \(expected) and is \(got): \(loss) takes \(takes)"
        case .lengthsDiffer(let what, let expected, let got):
            "\(what) has \(got) rows where the inputs have \(expected)"
        case .empty(let what):
            "\(what) holds no rows"
        case .notFinite(let what, let row, let column, let value):
            "\(what) holds \(value) at row \(row), column \(column); clean the data, or pass allowNonFinite: true"
        case .labelOutOfRange(let row, let label, let classes):
            "label \(Int(exactly: label).map(String.init) ?? "\(label)") at row \(row) is not a class index "
                + "0…\(classes - 1)"
                + (classes == 1
                    ? ": the model predicts one number a row; give its last layer a unit for each class, or use "
                        + "binary_crossentropy for classes 0 and 1" : "")
        case .unknownParameter(let name, let known):
            "there is no parameter '\(name)'; the model has \(known.joined(separator: ", "))"
        case .unknownLayer(let path, let known):
            "there is no layer '\(path)'; the model has \(known.joined(separator: ", "))"
        case .invalid(let argument, let reason):
            "\(argument) \(reason)"
        }
    }
}
