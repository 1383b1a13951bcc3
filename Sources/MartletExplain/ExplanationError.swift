/// What can be wrong with what is to be explained, or with the function that is.
public enum ExplanationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An argument is out of its range, or doesn't fit the others.
    case invalid(argument: String, reason: String)
    /// The function gave something else than the outputs of each row.
    case wrongOutputs(expected: String, got: String)
    /// The function gave an output that is no finite number, or that the link has no finite number for.
    case notFinite(output: String, reason: String)
    /// A row's values and the base value don't add up to its output.
    case notAdditive(row: Int, output: String, difference: Double, tolerance: Double)

    public var description: String {
        switch self {
        case .invalid(let argument, let reason):
            "\(argument) \(reason)"
        case .wrongOutputs(let expected, let got):
            "the function must give \(expected), and gave \(got)"
        case .notFinite(let output, let reason):
            "the function's \(output) \(reason)"
        case .notAdditive(let row, let output, let difference, let tolerance):
            "the values of row \(row) for \(output) add up to \(difference) more than the output less the base value, "
                + "where \(tolerance) is allowed"
        }
    }
}
