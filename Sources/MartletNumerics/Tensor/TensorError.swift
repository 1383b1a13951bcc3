/// What was wrong with the arguments of a tensor operation.
public enum TensorError: Error, Hashable {
    /// Two shapes do not fit each other.
    case shapeMismatch(operation: String, Shape, Shape, reason: String)
    /// A shape makes no sense by itself.
    case invalidShape(Shape, reason: String)
    /// A result or an argument would have more than eight axes.
    case tooManyAxes(operation: String, rank: Int)
    /// The number of values is not what the shape asks for.
    case countMismatch(operation: String, count: Int, shape: Shape)
    /// Rows of nested arrays differ in length.
    case ragged(row: Int, count: Int, expected: Int)
    /// An axis that the tensor doesn't have.
    case axisOutOfRange(operation: String, axis: Int, shape: Shape)
    /// An index beyond the length of its axis.
    case indexOutOfRange(operation: String, index: Int, axis: Int, length: Int)
    /// The operation isn't defined for this dtype.
    case unsupportedDType(operation: String, dtype: DType, expected: [DType])
    /// An argument outside of its domain.
    case invalidArgument(operation: String, reason: String)
    /// The operation needs at least one element.
    case empty(operation: String, shape: Shape)
    /// An integer was divided by zero.
    case divisionByZero(operation: String)
    /// A matrix was expected to have as many rows as columns.
    case notSquare(operation: String, shape: Shape)
    /// A matrix has no inverse; `pivot` is the first zero pivot of its LU factors.
    case singular(operation: String, pivot: Int)
    /// The leading minor of order `order` isn't positive.
    case notPositiveDefinite(operation: String, order: Int)
    /// NaN or infinity at `index`, counted in row-major order.
    case nonFinite(operation: String, index: Int)
    /// An iterative algorithm gave up.
    case notConverged(operation: String)
    /// The system's OpenBLAS, which the operation needs, computes wrongly or would crash on this processor; the reason
    /// says which version does, and what mends it.
    case unusableBLAS(operation: String, reason: String)
}

extension TensorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .shapeMismatch(let operation, let a, let b, let reason):
            return "\(operation): shapes \(a) and \(b) do not fit: \(reason)"
        case .invalidShape(let shape, let reason):
            return "shape \(shape) is invalid: \(reason)"
        case .tooManyAxes(let operation, let rank):
            return "\(operation): \(rank) axes; a tensor has at most \(Shape.maximumRank)"
        case .countMismatch(let operation, let count, let shape):
            return "\(operation): shape \(shape) does not hold exactly \(count) \(count == 1 ? "value" : "values")"
        case .ragged(let row, let count, let expected):
            return "row \(row) has \(count) values; the rows before it have \(expected)"
        case .axisOutOfRange(let operation, let axis, let shape):
            guard !shape.isEmpty else { return "\(operation): axis \(axis) of a scalar, which has no axes" }
            return
                "\(operation): axis \(axis) is outside of shape \(shape); axes are \(-shape.count)...\(shape.count - 1)"
        case .indexOutOfRange(let operation, let index, let axis, let length):
            return "\(operation): index \(index) is outside of axis \(axis), which has \(length) entries"
        case .unsupportedDType(let operation, let dtype, let expected):
            let names = expected.map(\.rawValue).joined(separator: " or ")
            return "\(operation): dtype \(dtype.rawValue) where \(names) is expected"
        case .invalidArgument(let operation, let reason):
            return "\(operation): \(reason)"
        case .empty(let operation, let shape):
            return "\(operation): needs at least one element; the shape is \(shape)"
        case .divisionByZero(let operation):
            return "\(operation): integer division by zero"
        case .notSquare(let operation, let shape):
            return "\(operation): needs a square matrix; the shape is \(shape)"
        case .singular(let operation, let pivot):
            return "\(operation): the matrix is singular; its pivot \(pivot) is zero"
        case .notPositiveDefinite(let operation, let order):
            return
                "\(operation): the matrix is not positive definite; its leading minor of order \(order) isn't positive"
        case .nonFinite(let operation, let index):
            return "\(operation): the element at position \(index) is not finite"
        case .notConverged(let operation):
            return "\(operation): the algorithm did not converge"
        case .unusableBLAS(let operation, let reason):
            return "\(operation): \(reason)"
        }
    }
}
