public import MartletNumerics

/// The rows that stand for what isn't known: a feature that is left out has their values, each as often as its row's
/// weight says.
public struct Background: Sendable, Equatable {
    /// `[rows, features]` of float32 or float64, as the function is asked with.
    public let rows: Tensor
    /// `[rows]` of float64, whose sum is 1.
    public let weights: Tensor

    /// - Parameters:
    ///   - rows: `[rows, features]`; whole numbers become float64.
    ///   - weights: `[rows]`, what each row counts, in any unit; all the same unless given.
    /// - Throws: `ExplanationError.invalid` for another shape, for no rows or features, and for weights that aren't
    ///   finite numbers ≥ 0 with a positive sum.
    public init(_ rows: Tensor, weights: Tensor? = nil) throws {
        guard rows.rank == 2, rows.count > 0 else {
            throw ExplanationError.invalid(
                argument: "background", reason: "must be [rows, features], not empty, and is \(rows.shape)")
        }
        let count = rows.shape[0]
        guard weights?.shape ?? [count] == [count] else {
            throw ExplanationError.invalid(
                argument: "weights", reason: "must be [\(count)], one for each row, and are \(weights!.shape)")
        }
        let numbers = weights?.array(of: Double.self) ?? Array(repeating: 1, count: count)
        let sum = numbers.reduce(0, +)
        guard numbers.allSatisfy({ $0 >= 0 }), sum > 0, sum.isFinite else {
            throw ExplanationError.invalid(argument: "weights", reason: "must be finite, not negative and not all 0")
        }
        self.rows = rows.dtype.isFloating ? rows : rows.cast(to: .float64)
        self.weights = Tensor(numbers.map { $0 / sum })
    }
}
