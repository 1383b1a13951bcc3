public import MartletNumerics

/// How often rows of each class (the matrix's rows) were predicted as each class (its columns).
///
/// - Parameters:
///   - target: the classes, `[rows]` or `[rows, 1]` of indices, or one-hot `[rows, classes]`.
///   - prediction: the same, or scores `[rows, classes]`, of which the largest counts; of one column of fractions, whether
///     they are above 0.5.
///   - classes: how many there are; one more than the largest index if not given.
/// - Returns: `[classes, classes]`, int64.
/// - Throws: `ArgumentError` when rows differ in number, or for an index that is none.
public func confusionMatrix(_ target: Tensor, _ prediction: Tensor, classes: Int? = nil) throws -> Tensor {
    let (truth, guess) = (try classIndices(target), try classIndices(prediction))
    guard truth.count == guess.count else {
        throw ArgumentError("confusionMatrix", "\(truth.count) targets and \(guess.count) predictions were given")
    }
    let widths = [target, prediction].map { $0.rank == 2 ? $0.shape[1] : 1 }.filter { $0 > 1 }
    let count = classes ?? max((truth + guess).reduce(-1, max) + 1, widths.max() ?? 0)
    if let wrong = (truth + guess).first(where: { !(0..<count).contains($0) }) {
        throw ArgumentError("confusionMatrix", "\(wrong) is not a class index 0…\(count - 1)")
    }
    var counts = [Int](repeating: 0, count: count * count)
    for (row, column) in zip(truth, guess) { counts[row * count + column] += 1 }
    return try Tensor(counts, shape: [count, count])
}

/// The class of each row.
private func classIndices(_ rows: Tensor) throws -> [Int] {
    switch (rows.rank, rows.rank == 2 ? rows.shape[1] : 1) {
    case (1, _), (2, 1):
        let values = rows.array(of: Double.self)
        if values.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 0x1p31 }) { return values.map { Int($0) } }
        return values.map { $0 > 0.5 ? 1 : 0 }
    case (2, 1...): return try rows.argMax(axis: 1).array(of: Int.self)
    default:
        throw ArgumentError("confusionMatrix", "takes [rows] or [rows, classes], not \(rows.shape)")
    }
}
