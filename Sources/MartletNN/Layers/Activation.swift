public import MartletGraph

/// A function applied to each element (softmax: to each row), by Keras's names.
public enum Activation: Sendable, Hashable {
    case linear, relu

    /// Applies the function.
    public func callAsFunction(_ x: Symbol) -> Symbol {
        switch self {
        case .linear: x
        case .relu: x.relu()
        }
    }
}
