/// Which weights are zero together.
public enum SparsityPattern: Sendable, Hashable, Codable {
    /// What a block of a matrix is judged by: the mean of its magnitudes or the largest.
    public enum Pooling: String, Sendable, Hashable, Codable { case avg, max }

    /// Each by itself, judged among those of its layer.
    case unstructured
    /// Each by itself, judged among those of all layers that are pruned together: layers whose weights are small have more
    /// zeros than others.
    case global
    /// Blocks of a dense layer's kernel `[inputs, units]`; those at an edge have what there is.
    case blocks(rows: Int, columns: Int, pooling: Pooling = .avg)
    /// The `zeros` least of each `of` that follow one another along the input channels, chosen once, in the first step,
    /// whatever the schedule: 2 of 4 is what hardware with sparse products takes.
    case structured(zeros: Int, of: Int)

    /// Whether masks are made in the steps of the schedule.
    package var followsSchedule: Bool { if case .structured = self { false } else { true } }

    /// What can't be of weights of a shape; nil if all can.
    package func objection(_ shape: [Int]) -> String? {
        switch self {
        case .unstructured, .global: return nil
        case .blocks(let rows, let columns, _):
            guard (1...1 << 20).contains(rows), (1...1 << 20).contains(columns) else {
                return "a block has 1 row and 1 column or more, not \(rows) × \(columns)"
            }
            return shape.count == 2 ? nil : "only matrices have blocks, not weights of shape \(shape)"
        case .structured(let zeros, let of):
            guard (1...1 << 20).contains(of), (0..<of).contains(zeros) else {
                return "of each \(of) weights \(zeros) can't be zero: it is fewer than all"
            }
            return shape.count >= 2 ? nil : "only matrices and filters have input channels, not shape \(shape)"
        }
    }
}
