public import MartletGraph

/// A penalty on the size of a parameter, added to the loss.
public enum Regularizer: Sendable, Hashable, Codable {
    /// `l1 · Σ|w| + l2 · Σw²`
    case l1l2(l1: Double = 0, l2: Double = 0)

    /// The penalty, a scalar.
    public func callAsFunction(_ parameter: Symbol) -> Symbol {
        switch self {
        case .l1l2(_, let l2): (parameter * parameter).sum() * l2
        }
    }
}
