public import MartletGraph

/// A penalty on the size of a parameter or of a layer's output, added to the loss.
public enum Regularizer: Sendable, Hashable, Codable {
    /// `l1 · Σ|w| + l2 · Σw²`
    case l1l2(l1: Double = 0, l2: Double = 0)

    /// `l · Σ|w|`
    public static func l1(_ l: Double = 0.01) -> Regularizer { .l1l2(l1: l) }
    /// `l · Σw²`
    public static func l2(_ l: Double = 0.01) -> Regularizer { .l1l2(l2: l) }

    /// The penalty, a scalar.
    public func callAsFunction(_ parameter: Symbol) -> Symbol { elements(parameter).sum() }

    /// The penalty on a layer's output, a scalar: the mean over the batch.
    public func activity(_ output: Symbol) -> Symbol {
        elements(output).sum(axes: Array(output.shape.indices.dropFirst())).mean()
    }

    private func elements(_ x: Symbol) -> Symbol {
        switch self {
        case .l1l2(let l1, 0): x.abs() * l1
        case .l1l2(0, let l2): x.square() * l2
        case .l1l2(let l1, let l2): x.abs() * l1 + x.square() * l2
        }
    }
}
